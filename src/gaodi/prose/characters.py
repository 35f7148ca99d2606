"""How is a text read in one script? One character for one, so that every offset holds.

The pairs cover words of economic reports, not the language: enough for the extractor's own patterns and for common
indicator names. A text is never shown converted.
"""

_TRADITIONAL = (
    "萬億個戶項臺輛條噸長別達從實現計預爭標擁聯續佔獲選評總數區間時內過約後車產産業鏈單國級製強屆號點儲電裝備發專術關鍵資營經濟銷額場創開"
    "衛範認證簽農導體積極優勢規劃務員機構團進領軍動質價環節漲減縮轉較與為於對將應據測試報貿貸財稅費債貨幣運輸綠礦鋼鐵銅鋁鋰陽風雲網絡無線"
    "終端軟硬芯顯示醫藥療種養漁鄉鎮縣縱橫協調劑層數雙擴增補貼獎勵聚養廠園陸續處設圖書學習驗試圍繞帶東廣蘇寧遼黑龍陝貴慶"
)
_SIMPLIFIED = (
    "万亿个户项台辆条吨长别达从实现计预争标拥联续占获选评总数区间时内过约后车产产业链单国级制强届号点储电装备发专术关键资营经济销额场创开"
    "卫范认证签农导体积极优势规划务员机构团进领军动质价环节涨减缩转较与为于对将应据测试报贸贷财税费债货币运输绿矿钢铁铜铝锂阳风云网络无线"
    "终端软硬芯显示医药疗种养渔乡镇县纵横协调剂层数双扩增补贴奖励聚养厂园陆续处设图书学习验试围绕带东广苏宁辽黑龙陕贵庆"
)
_FULL_WIDTH = "０１２３４５６７８９％．"
_PLAIN = str.maketrans(_TRADITIONAL + _FULL_WIDTH, _SIMPLIFIED + "0123456789%.")


def simplify_characters(text: str) -> str:
    """Return the text with traditional characters simplified and full-width digits made plain, of the same length.

    Examples
    --------
    >>> simplify_characters("產值分別增長９．７％")
    '产值分别增长9.7%'
    """
    return text.translate(_PLAIN)
