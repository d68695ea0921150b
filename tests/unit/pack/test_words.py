from crawler.pack.pages import pairs, whole_names


def test_pairs_overlap_and_come_once() -> None:
    assert ["浙江", "江浙"] == pairs("浙江浙江，浙")


def test_pairs_end_at_punctuation_digits_and_letters() -> None:
    assert ["你好", "再见"] == pairs("你好3再见A的")


def test_pairs_know_characters_beyond_the_first_plane() -> None:
    assert ["石𡐓", "𡐓村"] == pairs("石𡐓村")


def test_names_are_whole_words_of_three_characters_or_more() -> None:
    assert ["费听雨", "浙江在线"] == whole_names(
        ["费听雨", "天气", None, "浙江在线", "费听雨", "A B C"]
    )
