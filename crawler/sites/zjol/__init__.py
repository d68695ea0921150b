"""Zhejiang Online: zjol.com.cn and its sub-domains."""
