"""What a Chinese personal name looks like: surnames, and words that only look like names."""

from __future__ import annotations

import re
from functools import lru_cache

_SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚"
    "范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜"
    "郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻"
    "莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易"
    "慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙养"
    "鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟肖闫付冼"
    "覃邸种鹿母苑代占兰户初练撒寻尧侍战仝续火丛由矫随隋苟喜修旷邝揭官楼励蹇撖巨禤佀麦楚粟"
)
_COMPOUND_TEXT = """
上官 东方 东郭 乐正 令狐 仲孙 公冶 公孙 单于 南宫 司徒 司空 司马 呼延 夏侯 太叔 宇文 宗政
尉迟 左丘 慕容 拓跋 欧阳 淳于 澹台 濮阳 独孤 申屠 百里 皇甫 端木 西门 诸葛 轩辕 钟离 长孙
闾丘
"""
_COMPOUND = frozenset(_COMPOUND_TEXT.split())
_NOT_NAMES_TEXT = """
万元 上海 东方网 东部 丽水 于是 于此 云南 云端 从事 从此 代表 任务 何为 何以 何时 修改 党员
党委 党建 党课 全国 全市 全文 全省 全部 公司 公安 公布 公开 关于 关注 关键 关闭 农业 农村
农民 初步 利率 利用 别墅 包括 北京 华东 华为 华北 华商报 单位 单独 南京 双方 台州 司机 司法
合肥 吉林 后期 后来 向前 和平 和谐 商业 商务 喜欢 嘉兴 四川 国内 国家 国际 天津 宁夏 宁波
宁波市 安全 安吉 安徽 安徽省 安排 官员 官方 宣传 宣布 家人 家住 家庭 家长 封面 居民 山东
山西 师傅 师生 常务 常委 常见 平台 平均 平安 平面 年度 年轻 广东 广告 广大 广州 广西 应当
应该 强调 成为 成功 成员 成果 成立 成都 战略 房产 报道 摄影 整理 文件 文化 文字 文明 文章
方式 方案 方法 方面 时代 时候 时政 时讯 时评 时间 明天 明年 明确 易于 易车 景区 景点 曲线
有人 有关 有的 有限 权威 权益 杭州 查看 查询 步行 武术 武汉 毛病 水利 水平 江苏 江苏省 江西
江西省 河北 河南 济南 浙江 海南 温州 温州市 温暖 游客 湖北 湖南 湖州 满足 牛肉 甘肃 由于
白天 白菜 相信 相关 石油 祝福 祝贺 福建 简介 管委 管理 红色 绍兴 经典 经济 经营 经过 综合
群众 联合 能够 能源 舟山 花园 衢州 西安 解决 解放 解读 计划 贵州 路上 路人 路透 车主 车辆
边境 辽宁 连续 通知 通讯 通讯员 通过 那个 那么 郑州 都是 都有 重庆 金华 金融 钟头 长沙 阳光
陕西 隆重 随后 随着 青海 高层 高度 高校 高清 高端 高级 高考 黄山
"""
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]{2,4}")
_FOREIGN = re.compile(
    "[\u4e00-\u9fff]{1,8}(?:[·•・‧][\u4e00-\u9fffA-Z]{1,10}){1,4}|[A-Z][a-z'-]{1,20}(?: "
    "[A-Z][A-Za-z.'-]{0,20}){1,3}"
)
_ORGANISATION = re.compile(
    r"(?:日报|晚报|早报|晨报|时报|商报|导报|[^通情捷]报|网|网站|通讯社|[^公]社|电视台|电台"
    r"|广播|卫视|总台|央视|新闻|频道|客户端|公众号"
    r"|微信|微博|周刊|杂志|中心|[部局厅署]|委员?会?|政府|办公?室?|研究[院所室]|学院|大学|学校"
    r"|医院|法院|检察院|公司|集团|协会|学会"
    r"|联合会|编辑部|工作室|传媒|融媒体?|媒体|在线|[Aa][Pp][Pp]|发布|视频|观察|财经|研究员"
    r"|教授|记者站|通讯站|课题组|[^个本]组)$"
)


@lru_cache(maxsize=8192)
def is_person(text: str) -> bool:
    """Whether a text has the shape of one personal name: 张三, 欧阳小明, 马尔克·科恩."""
    if _CHINESE.fullmatch(text):
        if text in _NOT_NAMES or text[:2] in _NOT_NAMES:
            return False
        if text[:2] in _COMPOUND:
            return len(text) > 2
        return text[0] in _SINGLE and len(text) < 4
    return _FOREIGN.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def is_organisation(text: str) -> bool:
    """Whether a text ends like the name of a newspaper, an agency, an office or an account."""
    return len(text) >= 3 and _ORGANISATION.search(text) is not None
