"""The language is right, the same every time, and plain English never waits for langdetect."""

import random
import threading

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from detectors.batch import Batch
from detectors.document import Document
from detectors.language.identify import identify
from detectors.language.profiles import languages
from detectors.records import Language

ENGLISH = """The mayor said on Monday that the new bridge would open before the end of the year, although the builders have
asked for more time and the council has not agreed to it. Residents who live near the river told reporters that they
were tired of the noise, but most of them also said they could wait until the spring if that made the work safer."""

BRIEF = "Storm shuts ferry port. Crossings resume Thursday, operators say."

OTHERS = {
    "de": "Der Stadtrat hat am Montag beschlossen, die alte Brücke bis zum Ende des Jahres zu sperren. Die Anwohner sind "
    "darüber nicht glücklich, denn der Weg in die Innenstadt wird für sie um fast zwanzig Minuten länger.",
    "fr": "Le conseil municipal a décidé lundi de fermer le vieux pont jusqu'à la fin de l'année. Les habitants du quartier "
    "ne sont pas contents, car le chemin vers le centre sera plus long de presque vingt minutes.",
    "es": "El ayuntamiento decidió el lunes cerrar el viejo puente hasta finales de año. Los vecinos no están contentos, "
    "porque el camino hacia el centro será casi veinte minutos más largo para ellos.",
    "pt": "A câmara municipal decidiu na segunda-feira fechar a velha ponte até ao fim do ano. Os moradores não estão "
    "contentes, porque o caminho para o centro vai demorar quase mais vinte minutos.",
    "it": "Il consiglio comunale ha deciso lunedì di chiudere il vecchio ponte fino alla fine dell'anno. Gli abitanti non "
    "sono contenti, perché la strada verso il centro sarà più lunga di quasi venti minuti.",
    "nl": "De gemeenteraad heeft maandag besloten de oude brug tot het einde van het jaar te sluiten. De bewoners had "
    "men niets verteld, en zij zijn niet blij, want de weg naar het centrum wordt bijna twintig minuten langer.",
    "sv": "Kommunfullmäktige beslutade på måndagen att stänga den gamla bron fram till årets slut. De boende är inte "
    "nöjda, eftersom vägen in till centrum blir nästan tjugo minuter längre för dem.",
    "pl": "Rada miasta postanowiła w poniedziałek zamknąć stary most do końca roku. Mieszkańcy nie są zadowoleni, "
    "ponieważ droga do centrum będzie dla nich dłuższa o prawie dwadzieścia minut.",
    "ru": "Городской совет решил в понедельник закрыть старый мост до конца года. Жители недовольны, потому что дорога "
    "в центр станет для них почти на двадцать минут длиннее.",
    "zh-cn": "市议会星期一决定将旧桥关闭至今年年底。附近的居民对此并不满意，因为他们前往市中心的路程将增加近二十分钟。",
    "ar": "قرر مجلس المدينة يوم الاثنين إغلاق الجسر القديم حتى نهاية العام. السكان غير راضين عن ذلك لأن الطريق إلى وسط "
    "المدينة سيصبح أطول بنحو عشرين دقيقة.",
}


def language_of(text):
    """Identify one text."""
    return identify(Batch([Document(text)]))[0]


def test_plain_english_passes_the_gate():
    """Prose needs no langdetect."""
    assert language_of(ENGLISH) == Language("en", 0.999, "gate")


@pytest.mark.parametrize("code", OTHERS)
def test_other_languages_do_not_pass_the_gate(code):
    """What is not English goes to langdetect, which knows it; a quotation in English changes nothing."""
    found = language_of(OTHERS[code])
    assert (found.code, found.method) == (code, "langdetect")
    assert found.probability > 0.8
    quoting = (
        "\n".join([OTHERS[code]] * 4) + '\n"We said that they should wait for the spring and they would not," she told us.'
    )
    assert language_of(quoting).code == code


def test_english_around_words_without_spaces():
    """One English sentence in a long Chinese text has most of the tokens but few of the letters."""
    text = OTHERS["zh-cn"] * 10 + " The mayor said that they would wait for the spring, and the builders agreed with this."
    assert language_of(text).code == "zh-cn"


def test_short_english_is_asked_of_langdetect():
    """Too few words for the gate are still identified."""
    found = language_of(BRIEF)
    assert (found.code, found.method) == ("en", "langdetect")


@pytest.mark.parametrize("text", ["", " \n", "1996 - 2024", "*** !!! ***", "🟡🟡", "\x00" * 50, "_" * 2000, "ⴀ" * 5])
def test_nothing_to_go_by(text):
    """Without letters, or with letters that langdetect has never seen, there is no language."""
    assert language_of(text) == Language(None, None, "none")


def test_letters_after_a_long_run_of_none():
    """The sample starts where the letters start."""
    assert language_of("-" * 3000 + OTHERS["fr"]).code == "fr"


def test_same_answer_in_any_order():
    """The detector draws at random; seeded, it says the same of a text alone, again, in any order and in any thread."""
    texts = [*OTHERS.values(), BRIEF, "Oslo 3 Bergen 2", "Tesco Lidl Aldi Rewe", "no no no", "PSG Milan Ajax Porto"]
    expected = [language_of(text) for text in texts]
    for turn in range(3):
        order = random.Random(turn).sample(range(len(texts)), len(texts))
        found = {place: language_of(texts[place]) for place in order}
        assert [found[place] for place in range(len(texts))] == expected
    answers = []
    threads = [threading.Thread(target=lambda: answers.append([language_of(text) for text in texts])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 3


@given(st.text(max_size=300))
@example("İ" * 100)
@settings(max_examples=50, deadline=None)
def test_never_raises(text):
    """Any text has a language with a probability, or none without."""
    found = language_of(text)
    assert (found.code is None) == (found.probability is None) == (found.method == "none")


@pytest.fixture(scope="module")
def original():
    """Give langdetect itself, seeded and with its own tables."""
    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    factory.seed = 0
    return factory


def packed(ngrams):
    """Return n-grams as whole numbers: their characters, 21 bits each."""
    padded = np.array(ngrams, "U3").view(np.uint32).reshape(-1, 3).astype(np.int64)
    return padded[:, 0] | padded[:, 1] << 21 | padded[:, 2] << 42


def test_rows_are_those_of_langdetect(original):
    """The n-grams and every row made on demand equal what langdetect makes beforehand."""
    ours, ngrams = languages(), sorted(original.word_lang_prob_map)
    keys = packed(ngrams)
    numbers = ours.known.searchsorted(keys)
    assert sorted(ours.known) == sorted(keys)
    assert ours.rows(numbers).tolist() == [original.word_lang_prob_map[ngram] for ngram in ngrams]


MIXED = st.lists(
    st.one_of(
        st.sampled_from([word for text in OTHERS.values() for word in text.split()]),
        st.sampled_from(
            ["USA", "EU-Bürger", "ĐẠI", "ho\u0323c", "ţară", "țară", "Ǆep", "http://a.example/b", "me@b.example", "ⓐ"]
        ),
        st.text(max_size=6),
    ),
    max_size=40,
)


@given(words=MIXED, blank=st.sampled_from([" ", "  ", "\n", ""]))
@example(words=[*OTHERS["ar"].split()[:4], "some", "Latin"], blank=" ")
@example(words=["[\\]^_`"], blank=" ")
@settings(max_examples=150, deadline=None)
def test_answers_are_those_of_langdetect(original, words, blank):
    """Any mixture of languages and scripts gets langdetect's n-grams, its answer, and its probability to the last bit."""
    text = blank.join(words)
    detector = original.create()
    detector.append(text)
    try:
        expected = [(each.lang, each.prob) for each in detector.get_probabilities()[:1]]
    except LangDetectException:
        expected = []
    assert languages().likeliest(text) == (expected[0] if expected else None)
    assert languages().known[languages().ngrams(text)].tolist() == packed(detector._extract_ngrams()).tolist()
