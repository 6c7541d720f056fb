"""The words of dates: months and weekdays in the languages that feeds use, and abbreviations of time zones.

All words are lower case and without accents. A month or weekday is known by the beginning of its name; a beginning that
two languages use for different months, such as "lip" and "lis" (Polish and Croatian), is left out.
"""

_MONTHS = (  # Germanic, Romance, Slavic and Greek languages, Turkish, Hungarian, Indonesian
    "jan ene gen oca sty янв січ ιαν",
    "feb fev sub lut фев лют φεβ",
    "mar maa mrt mrz мар бер μαρ",
    "apr avr abr nis kwi апр кві απρ",
    "may mai mag mei maj маи мая тра μαι",
    "jun juin giu haz cze июн чер ιουν",
    "jul juil lug tem июл лип ιουλ",
    "aug aou ago agu agt sie авг сер αυγ",
    "sep set sze eyl wrz сен вер σεπ",
    "oct okt ott out eki paz окт жов οκτ",
    "nov kas ноя νοε",
    "dec dez dic des ara gru дек гру δεκ",
)
_WEEKDAYS = (  # those of two letters are whole words
    "mon lun seg maa mo пон пн",
    "tue die din mar ter di вто вт",
    "wed mit woe mer mie qua mi wo сре ср",
    "thu don jeu jue gio qui do чет чт",
    "fri fre vri ven vie sex fr vr пят пт",
    "sat sam sab zat sa za суб сб",
    "sun son dim dom zon so zo вос вс",
)
MONTHS = {stem: number for number, stems in enumerate(_MONTHS, start=1) for stem in stems.split()}
WEEKDAYS = {stem: number for number, stems in enumerate(_WEEKDAYS) for stem in stems.split()}

# What RFC 822 defines, in minutes east of Greenwich.
STANDARD_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt"), 0),
    **{"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420},
}
# The others. An abbreviation that several regions share has the meaning that it has in most feeds.
ZONES = {
    "wet": 0,
    **dict.fromkeys(("bst", "cet", "met", "mez", "west", "wat"), 60),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "cat", "sast"), 120),
    **dict.fromkeys(("eest", "msk", "trt", "eat", "idt"), 180),
    **{"irst": 210, "gst": 240, "pkt": 300, "ist": 330, "npt": 345},
    **dict.fromkeys(("ict", "wib"), 420),
    **dict.fromkeys(("hkt", "sgt", "myt", "pht", "awst", "wita"), 480),
    **dict.fromkeys(("jst", "kst", "wit"), 540),
    **{"acst": 570, "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780},
    **{"nst": -210, "ndt": -150, "brt": -180, "art": -180, "adt": -180, "ast": -240, "clt": -240, "clst": -180},
    **{"akst": -540, "akdt": -480, "hst": -600},
}
# Those that leave it to the date whether summer time holds.
SEASONAL_ZONES = {
    **{"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"},
    "at": "America/Halifax",
}


def month_of(name: str) -> int | None:
    """The number of a month, from 1, by its name or the beginning of it; None for another word."""
    return MONTHS.get(name[:4]) or MONTHS.get(name[:3])


def weekday_of(name: str) -> int | None:
    """The number of a weekday, Monday being 0; None for another word."""
    return WEEKDAYS.get(name[:3])
