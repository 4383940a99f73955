"""Tokens that spaCy's English tokeniser has pieces for by name: contractions, abbreviations, clock times, faces."""

from __future__ import annotations

import re

_PRONOUNS = {
    "i": "'m 'ma 'll 'll've 'd 'd've 've",
    "you": "'ll 'll've 'd 'd've 've 're",
    "he": "'ll 'll've 'd 'd've 's",
    "she": "'ll 'll've 'd 'd've 's",
    "it": "'ll 'll've 'd 'd've 's",
    "we": "'ll 'll've 'd 'd've 've 're",
    "they": "'ll 'll've 'd 'd've 've 're",
    "who what when where why how there": "'s 'll 'll've 're 've 'd 'd've",
    "that this": "'s 'll 'll've 'd 'd've",
    "these those": "'ll 'll've 're 've 'd 'd've",
    "could might must should would": "n't n't've 've",
    "ca do does did had may need ought sha wo": "n't n't've",
    "ai are is was were have has dare": "n't",
    "not": "'ve",
}
_NO_CONTRACTIONS = frozenset("ill Ill its Its hell Hell shell Shell shed Shed were Were well Well whore Whore".split())
_DIVIDED = """
    y'|all y|all how|'d|'y How|'d|'y can|not Can|not gon|na Gon|na got|ta Got|ta let|'s Let|'s c'm|on C'm|on
    °|c|. °|f|. °|k|. °|C|. °|F|. °|K|.
"""
_WHOLE = """
    doin goin nothin nuthin ol somethin Doin Goin Nothin Nuthin Ol Somethin doin' goin' nothin' nuthin' ol' somethin' Doin'
    Goin' Nothin' Nuthin' Ol' Somethin' lovin Lovin havin Havin lovin' Lovin' havin' Havin' em ll nuff 'em 'll 'nuff 'S 's ‘S
    ‘s and/or w/o 're 'Cause 'cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout ma'am Ma'am o'clock O'clock 'd a.m. p.m. e.g. E.g.
    E.G. i.e. I.e. I.E. Ph.D. v.s. vs. D.C. N.C. N.D. N.H. N.J. N.M. N.Y. S.C. co. Mt. Ak. Ala. Apr. Ariz. Ark. Aug. Calif.
    Colo. Conn. Dec. Del. Feb. Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. Jun. Kan. Kans. Ky. La. Mar. Mass. Mich. Minn. Miss. Neb.
    Nebr. Nev. Nov. Oct. Okla. Ore. Pa. Sep. Sept. Tenn. Va. Wash. Wis. Adm. Bros. Co. Corp. Dr. Gen. Gov. Inc. Jr. Ltd. Md.
    Messrs. Mo. Mont. Mr. Mrs. Ms. Prof. Rep. Rev. Sen. St. ' '' — \\t \\n \\") <space> C++ ä. ö. ü.
"""
_FACES = """
    :) :-) :)) :-)) :))) :-))) (: (-: =) (= :] :-] [: [-: [= =] :o) (o: :} :-} 8) 8-) (-8 ;) ;-) (; (-; :( :-( :(( :-(( :(((
    :-((( ): )-: =( >:( :') :'-) :'( :'-( :/ :-/ =/ =| :| :-| ]= =[ :1 :P :-P :p :-p :O :-O :o :-o :0 :-0 :() >:o :* :-* :3
    :-3 =3 :> :-> :X :-X :x :-x :D :-D ;D ;-D =D xD XD xDD XDD 8D 8-D ^_^ ^__^ ^___^ >.< >.> <.< ._. ;_; -_- -__- v.v V.V
    v_v V_V o_o o_O O_o O_O 0_o o_0 0_0 o.O O.o O.O o.o 0.0 o.0 0.o @_@ <3 <33 <333 </3
"""


def _exceptions() -> dict[str, tuple[str, ...]]:
    """Return the tokens with pieces of their own."""
    found: dict[str, tuple[str, ...]] = {word: (word,) for word in (_WHOLE + _FACES).split()}
    found |= {f"{letter}.": (f"{letter}.",) for letter in "abcdefghijklmnopqrstuvwxyz"}
    found |= {f"{hour}{half}": (str(hour), half) for hour in range(1, 13) for half in ("a.m.", "am", "p.m.", "pm")}
    for words, endings in _PRONOUNS.items():
        for word in (each for small in words.split() for each in (small, small.title())):
            for ending in endings.split():
                _contract(found, word, tuple(re.findall(r"n't|'\w+?(?=a?$|')|a$", ending)))
    found |= {row.replace("|", ""): tuple(row.split("|")) for row in _DIVIDED.split()}
    return found | {
        word.replace("'", "’"): tuple(piece.replace("'", "’") for piece in pieces)
        for word, pieces in found.items()
        if "'" in word
    }


def _contract(found: dict[str, tuple[str, ...]], word: str, endings: tuple[str, ...]) -> None:
    """Add a contraction, with its apostrophes and without."""
    found[word + "".join(endings)] = (word, *endings)
    bare = tuple(ending.replace("'", "") for ending in endings)
    if word + "".join(bare) not in _NO_CONTRACTIONS:
        found[word + "".join(bare)] = (word, *bare)


EXCEPTIONS = _exceptions()
"""Tokens with pieces of their own."""
