"""What the notices of chat tools look like, by their frames.

The frames are long expressions, and to compile one takes as long as to score an article or two. So what a line cannot be
without is asked first: how it opens, or a word; most lines that hold a telling phrase are sentences, and fail there.
"""

from __future__ import annotations

import re
from functools import lru_cache

from detectors.expressions import regex

_TOOL = r"(?:chat-?gpt|gpt-?\d?o?|gemini|bard|copilot|claude|grok|perplexity|deepseek|meta ai|le chat|mistral|poe|bing|llama|qwen|kimi|an? (?:ai|chatbot|bot|language model)|this (?:ai|assistant|chatbot|reply|response|answer|text)|the (?:ai|assistant|chatbot|model)|ai(?:[ -]\w+){0,2}|assistants?|chatbots?|responses?|answers?(?: here)?|repl(?:y|ies)|results)"
_REPORTED = regex(
    r"[,\"] (?:[\w'-]+ ){0,4}?(?:said|says|warns?|warned|admits?|admitted|told|wrote|writes|noted|notes|argues?|adds?|added|explained)\b|\b(?:he|she|they|who|(?<!about )people|users|the (?:firm|company|maker|council|school|court|report|police|hospital|paper|study|app))\b"
    r"|\b(?:on|last|since|until|by) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:yesterday|last (?:week|month|year)|in (?:19|20)\d\d)\b|\b(?:bought|sold|fired|sued|voted|launched|introduced|was down|were down|has been)\b"
)
"""What a report of a tool has and a notice of the tool itself has not."""

_TOLD = regex(
    r"[,?] (?:and |so )?(?:he|she|they|(?:the|a|an|my|our|his|her|their|one) (?:[\w'-]+ ){1,6}?) ?\b(?:said|says|told|tells|joke[sd]|quip(?:s|ped)|ask(?:s|ed)|answered|answers (?:from|to|on|at|between|only|that)|replied|insist(?:s|ed)|claimed|thought|thinks|wrote|writes|announced|announces|sigh(?:s|ed)|wonder(?:s|ed)|mutter(?:s|ed)|warn(?:s|ed)|explain(?:s|ed)|reported|grumble[sd])\b"
    r"|[,?] (?:asks?|asked|says?|said|sighs?|sighed|reads?|wants to know) (?:the|an?|my|our|his|her|its|their|one|every|each) [a-z]"
)
"""A clause behind a comma or a question that says who said so; a notice has none."""

_NOUN = r"(?:responses?|reply|replies|answers?|generation|output|message|conversation|chat|draft|model|assistant|stream|completion|regeneration)"
_STATE = regex(
    rf"\W*(?:\w+,? ){{0,6}}?{_NOUN}\b[^.!?]{{0,40}}\b(?:stopped|interrupted|cut off|cut short|truncated|paused|failed|incomplete|timed out|regenerated|copied|deleted|archived|unavailable|limits?|maximum|too long|gone wrong|went wrong|not available|could not be|couldn't be|flagged|removed|saved|edited|finished|ended|expired|full)\b.{{0,90}}"
    rf"|\W*(?:\w+,? ){{0,5}}?(?:stopped|errors?|problems?|trouble|failed|unable|couldn't|could not|something)\b[^.!?]{{0,40}}\b(?:generat\w+|load\w*|complet\w+|finish\w*|stream\w*|respond\w*|regenerat\w*|(?:this|your|the|that) {_NOUN})\b.{{0,60}}"
    rf"|\W*(?:you (?:stopped|cancelled|canceled|edited|paused) (?:this|the|your) {_NOUN}|{_NOUN} (?:stopped|interrupted|cancelled|canceled|paused|ended) by (?:the )?(?:user|you|system|server))\b.{{0,60}}"
    rf"|\W*(?:do you want to )?(?:keep|undo|accept|discard|use|prefer|pick|choose|which)\b.{{0,20}}\b(?:this |that |your |which |a |the )?{_NOUN}\b.{{0,60}}\?.{{0,40}}"
    rf"|\W*(?:thanks|thank you)\b.{{0,20}}\b(?:helping|help|feedback)\b.{{0,30}}\b(?:improve|model|{_NOUN})\b.{{0,40}}|\W*feedback (?:submitted|sent|saved|received).{{0,80}}"
)
_OF_STATE = regex(
    r"respon|repl|answer|generat|output|message|conversation|chat|draft|model|assistant|stream|complet|load|finish|improve|feedback"
)
"""One of these is in whatever it finds."""

_TOKENS = regex(
    r"\W*(?:(?:total|prompt|completion|input|output|max|context) )?tokens?(?: used| usage| count| left| remaining)?\W{1,4}[\d,.]+k?.{0,60}"
)
_PICTURE = regex(
    r"\W*(?:(?:the |this |an? |cover |lead )?(?:image|picture|illustration|photo|artwork|graphic|video|audio|text|content|article)s?[ :]{1,3})?(?:is |was |were )?(?:ai[ -]generated|powered by (?:an? )?(?:ai\b|gpt|chatgpt|claude|gemini|llama|openai|copilot)|(?:generated|created|made|produced|drawn|written) (?:by|with|using|in|via) (?:an? )?(?:ai\b|dall|midjourney|stable diffusion|chatgpt|gpt|gemini|copilot|firefly|grok|claude|sora|imagen|flux|meta ai|bing|leonardo|ideogram|runway|the assistant|the model)).{0,50}"
)
_TYPE = regex(
    r"\W*(?:(?:type|enter|write|send) (?:a |your |an? |the )?(?:message|prompt|question|reply|instructions?|request)s?(?: here| below)?|ask me anything|(?:how|what) can i help(?: you)?(?: with)?(?: today)?|start (?:a )?new (?:chat|conversation|thread)|new conversation|clear (?:chat|conversation))\W*"
)
_MISTAKES = regex(
    rf"\W*(?:please note:? |note:? |as an ai,? )?{_TOOL}\b[^.!?]{{0,60}}?\b(?:can|may|could|might)(?: sometimes| still| occasionally| also)? (?:make|include|contain|display|produce|generate|give|provide|be|show|have|get)\b[^.!?]{{0,30}}\b(?:mistakes?|errors?|inaccura\w+|incorrect|wrong|mislead\w*|unreliable|offensive|facts)\b.{{0,160}}"
)
_ERRS = regex(
    rf"\W*(?:please note:? |note:? |remember:? )?{_TOOL}\b[^.!?]{{0,40}}?(?:\b(?:isn't|is not|aren't|are not)(?: always| necessarily)? (?:right|accurate|correct|reliable|perfect|true)|\b(?:can|may|might|could|sometimes|will)(?: sometimes| still| occasionally| also)? (?:get (?:things|it|facts|stuff) wrong|hallucinate|err|be (?:wrong|off)|make (?:things|stuff|errors|mistakes)(?: up)?|invent)|\bgets? (?:things|it|facts) wrong|\bmakes? (?:mistakes|errors|things up)).{{0,120}}"
)
_ERROR = regex(
    r"mista|error|accura|correct|wrong|mislead|reliab|offens|facts|right|perfect|true|halluc|\berr\b|off\b|make|invent"
)
"""One of these is in whatever either of them finds."""

_OPENS_MISTAKES = tuple(
    "please note|note|remember|as an ai|chat|gpt|gemini|bard|copilot|claude|grok|perplexity|deepseek|meta ai|le chat|mistral|poe|bing"
    "|llama|qwen|kimi|a |an |this |the |ai|assistant|response|answer|repl|results".split("|")
)
"""So it opens."""

_AI = regex(
    r"\b(?:ai|chat-?gpt|gemini|bard|copilot|claude|grok|perplexity|deepseek|chatbots?|assistant|bot|responses?|answers?|llama|bing|mistral|le chat|gpt\S*)\b"
)
_TIME = r"(?:\d{1,3} ?(?:s|sec|secs|seconds?|m|min|mins|minutes?)\b,? ?){1,2}|(?:a|an|a few|a couple of|several) (?:seconds?|minutes?|moments?)"
_WORKED = r"(?:thought|reasoned|thinking|reasoning|worked|working|analy[sz]ed|analy[sz]ing|searched|searching|read|reading|browsed|browsing|reviewed|finished|completed|done|generated|drafted|drafting|researched|researching|looked|processed|consulted|considered|explored|crunched|researching|cited|used|checked|reflected|pondered|ran|gathered|scanned|visited|compared|evaluated|synthesi[sz]ed|summari[sz]ed|composed|wrote|prepared|analysed|deliberated|done)"
_FIRST = regex(r"\W*([a-z]+)")
_WORK = frozenset(
    "thought reasoned thinking reasoning worked working analyzed analysed analyzing analysing searched searching read reading browsed browsing reviewed finished completed done generated generating drafted drafting researched researching looked looking processed processing consulted considered explored crunched cited used checked reflected reflecting pondered ran gathered gathering scanned visited compared evaluated synthesized synthesised summarized summarised composed composing wrote writing prepared preparing deliberated edited created creating updated rewrote opened saved deleted viewed".split()
)
"""What a line that tells of such work begins with."""

_LONGEST_WORK = 140
_FIGURE, _FEW_SPACES = regex(r"\d|\u2026|\.\.\.|[\"'\u201c\u201d]|second|minute|moment| the web|image|response|answer"), 2
"""What it has beside that; without any of them it is a word or two. None is longer."""

_TOOK = regex(
    rf"\W*{_WORKED}(?: (?:about|over|through|up|on|into|at) [^\n]{{1,60}}?)?(?:\W{{1,4}}(?:done|finished|complete))?(?: (?:for|in|after)) (?:{_TIME})\W*"
    rf"|\W*(?:thinking|thought|reasoning|reasoned|working|searching|generating|analy[sz]ing)\W{{1,5}}(?:{_TIME})\W*"
    rf"|\W*(?:searching|searched|looking up|looked up|reading|browsing|researching|analy[sz]ing)(?: the web| online)?(?: for)? ?[\"\u201c'][^\n]{{2,80}}[\"\u201d']\W*"
    rf"|\W*(?:searching|reading|browsing|researching|analy[sz]ing|looking up|gathering|preparing|composing|processing|reflecting) [^\n.]{{2,60}}(?:\u2026|\.\.\.)\W*(?:\d{{1,3}} ?%)?\W*"
    rf"|\W*{_WORKED}(?: across| over| from)? (?:the web|(?:through )?\d{{1,3}} (?:(?:web |online |news )?(?:links?|references?|citations?|articles?|searches|tools?)|sites?|sources?|websites?|pages?|web pages?|results?|files?|documents?|searches|queries|steps?))(?: (?:for|in) (?:{_TIME}))?\W*"
    rf"|\W*(?:edited|wrote|created|updated|rewrote|read|opened|saved|deleted|ran|viewed) [\w./-]{{1,60}}\.(?:md|txt|docx?|html?|json|py|csv|pdf)\b\W{{0,4}}(?:[+\u2212-]\d{{1,5}}\W{{0,3}}){{0,2}}"
    rf"|\W*(?:thought|reasoning|thinking) process\W{{1,3}}\d{{1,3}} steps?\W*"
    rf"|\W*(?:finished thinking|(?:analy[sz]ing|creating|generating) (?:an? )?(?:image|response|answer)|(?:thinking|drafting|generating|writing|reasoning|searching)\u2026?(?:\.\.\.)?)\W*(?:\d{{1,3}} ?%)?[\W_]{{0,3}}(?:words? (?:so far|written)?:? ?\d{{1,5}})?[\W_]{{0,3}}(?:cancel|stop)?\W*"
)
_STATS = regex(
    r"\b\d[\d,.]* ?(?:tokens?|tok/s|tokens/s|t/s)\b|\btemp(?:erature)?[:= ]+[01]?\.\d|\b(?:gpt|claude|gemini|llama|mistral|qwen|deepseek|o[134])-[\w.-]{1,24}\b|\b(?:stop|finish)[ _]reason\b|\blatency\b|\bmodel(?: used)?:|\b\d[\d.]* ?(?:s|ms|sec|seconds)\b|\bcost:? ?\$0\.|\b(?:max|top)[_ ](?:tokens|p|k)\b|\bprompt:? \d"
)
_PAGER = regex(
    r"\W*\d{1,2} ?(?:of|/) ?\d{1,2} (?:responses?|answers?|drafts?|replies|versions|outputs)\W*|\W*(?:draft|answer|response|reply|version|variant|output|result|attempt) \d{1,2} ?(?:of|/) ?\d{1,2}\W*"
)
_MACHINE = regex(
    r"\b(?:responses?|answers?|results?|repl(?:y|ies)) (?:is|are) (?:generated|produced|written|created) automatically|\b(?:ai|machine|bot|automatically|model)[- ](?:generated|written|made|produced|composed|powered)\b|\b(?:generated|written|produced|composed|answered|created) (?:by|with|using) (?:an? )?(?:ai|generative|artificial|language model|chatbot|machine|gemini|chatgpt|copilot)|\bgenerative ai\b"
)
_WARNS = regex(
    r"\bcheck\b|\bverif\w+|\baccura\w+|\binaccura\w+|\berrors?\b|\bmistakes?\b|\bwrong\b|\bfor reference only\b|\bguarantee\w*|\bexperimental\b|\bquality may vary\b|\brely on\b|\btrust\b|\bdouble-check"
)
_BUSY = regex(
    r"\W*(?:chatgpt|claude|gemini|copilot|grok|perplexity|deepseek|le chat|meta ai|the (?:assistant|model|ai|chatbot|bot))(?: is|'s| isn't| is not)(?: still| currently| temporarily| not)* (?:available (?:right now|at the moment|in your)\b[^\n]{0,100}|(?:generating|responding|thinking|working on it|typing)(?: an? (?:response|answer|reply|image))?\W*)"
    r"|\W*(?:sorry, |oops[,!.]? |hmm[,.]* ?)?(?:the |our )?(?:servers?|service|model|assistant|chatbot|chatgpt|claude|gemini|copilot|system|session|chat|connection|stream|conversation|network connection)(?: is| are| has| was)?(?: currently| temporarily| too| been| now)* (?:busy|overloaded|unavailable|at capacity|expired|ended|timed out|lost|interrupted|closed|full|deleted|archived)\b[^\n]{0,120}"
)
_BUSY_ONES = (
    "server service model assistant ai chatbot bot system session chat connection stream conversation network".split()
)
_OPENS_BUSY = (
    *"chatgpt|claude|gemini|copilot|grok|perplexity|deepseek|le chat|meta ai|sorry|oops|hmm".split("|"),
    *(article + one for article in ("", "the ", "our ") for one in (*_BUSY_ONES, "chatgpt", "claude", "gemini", "copilot")),
)
_FREE = regex(
    r"\b(?:out of|no more|used (?:up )?all|\d+|remaining|left) (?:your )?(?:of your )?(?:free |daily |monthly |pro |fast |premium |opus |sonnet |o\d |gpt-?\d\w* |plus |thinking )*(?:messages?|replies|answers|prompts?|credits|requests|generations|queries|searches|images) (?:left|remaining|today|per|until|for (?:today|now)|reset)|\bfree (?:messages?|replies|answers|prompts?|generations)\b.{0,60}\b(?:gone|used|left|until|tomorrow|reset|out)\b|\bout of free (?:messages?|replies|answers|prompts?)\b"
    r"|\b(?:sign|log) in to (?:continue|keep|save) (?:chatting|this chat|the chat|your chat|this conversation)|\bviolate (?:our|the) (?:usage|content) polic|\bmodel (?:switched|changed) to\b|\bswitched to (?:gpt|a smaller|the lite|a lighter)"
)
_ALLOWANCE = regex(
    r"limit|cap|quota|credit|message|allowance|request|prompt|token|repl|answer|generation|quer|search|image| in to|violate|switched|changed"
)
"""One of these is in whatever says that an allowance is used up."""

_LONE = regex(r"\W*(?:thinking|drafting|generating|writing|reasoning|searching)\W*")
_CHECK = regex(
    r"\W*(?:please )?(?:check|verify|double-check|fact-check)(?: its| all| the| any)? (?:important info|important information|responses|answers|important facts)\b[^\n]{0,60}"
)
_LIMIT = regex(
    r"\byou(?:'ve| have)? (?:reached|hit|exceeded|used(?: up)?|run out of|sent) (?:all )?(?:of )?(?:your|our|the|too many) (?:[\w-]+ ){0,4}(?:limit|cap|quota|credits|messages|allowance|requests|prompts|tokens)\b|\bcurrent usage cap\b"
    r"|\b(?:message|usage|rate|token|daily|prompt|conversation|free plan|length) (?:limit|cap|quota)s?\b.{0,40}\b(?:reached|exceeded|used up|resets?|hit)\b|\byour (?:limit|quota|credits?) (?:resets?|will reset|renews?)\b|\bconversation (?:is too long|has reached|limit)\b"
)
_NEXT = regex(
    r"\btry again\b|\bresets?\b|\bupgrade\b|\buntil\b|\bwait\b|\bnew chat\b|\bplan\b|\bgpt|\bmessages?\b|\bmodel\b|\bstart a new\b|\bsend again\b|\bretry\b|^[^.!]{0,60}[.!]?$"
)
_TECH = regex(
    r"\b(?:http )?[45]\d\d\b|\b[a-z]{3,20}_(?:error|exceeded|quota|reason|tokens|requests?|limit|length)\b|\breq_\w{4,30}|\bfinish_reason\b|\bchoices\[|\btokens?\b|\bcontext (?:length|window)\b|\bquota\b|\btoo many requests\b|\brate limit\w*|\btimed? ?out\b|\b\d{3,6} ?ms\b"
    r"|\bcompletion\b|\bstreams?\b|\bapi(?: key)?\b|\brequest(?:ed)?\b|\bretry\b|\bmodel\b|\boverloaded\b|\b(?:response|reply|answer|generation|output)\b|\bgenerat(?:e|ing|ion)\b|\binternal server error\b|\bnetwork error\b|\bsomething went wrong\b|\bhelp center\b|\bconversation\b|\bmemory\b|\bat capacity\b"
)
_TROUBLE = regex(
    r"\berror\b|_error\b|\bfailed\b|\bexceeded\b|\btimed? ?out\b|\btoo many\b|\blimit\b|\bused up\b|\bunavailable\b|\binterrupted\b|\bpaused\b|\bstopped\b|\bempty\b|\boverloaded\b|\bnot found\b|\bunable to load\b|\bwent wrong\b|\bat capacity\b|\bfull\b|\bdisconnected\b|\blost\b|\baborted\b|\btruncated\b|\bcut off\b|\bmaximum\b"
)
_SURE_TECH = regex(
    r"[a-z]_(?:error|exceeded|quota|reason|tokens|requests?|limit|length)\b(?!=)|\breq_\w|\bcontext (?:length|window)\b|\btoken (?:quota|limit)\b|\bchoices\[|\b(?:error|problem|trouble|wrong)\b[^.]{0,20}\bgenerating\b|\b(?:message|body) stream\b|\btoo many requests\b|\bmaximum context\b|\bregenerating the (?:response|answer)|\bprocessing your request\b|\bmax(?:imum)? tokens\b|\bconversation not found\b|\bunable to load conversation\b|\bmemory full\b|\bat capacity right now\b"
    r"|^\W{0,2}(?:response|generation|reply|answer|output|network error|error in)\b[^.]{0,40}\b(?:paused|stopped|interrupted|cut off|truncated|failed|timed out|error)|\brate limit reached\b|\bcontinue (?:generating|to keep writing)\b"
)
_RATED = regex(
    r"\W*(?:(?:was|is|did|how (?:was|is)) (?:this|that|the|our) (?:\w+ )?(?:response|answer|conversation|reply|chat|result|summary|draft|rewrite)\b[^\n]{0,60}\?|(?:pls|please)? ?rate (?:this|the|our) (?:answer|response|reply|chat|conversation)|do you like this (?:personality|response|answer)\??|which response do you prefer\??|how did i do\?|(?:was|is) this what you (?:wanted|needed|asked for|were looking for|had in mind)\?|you'?re giving feedback on[^\n]{0,60})[^\n]{0,90}"
)
_BOX = regex(
    r"\W*(?:message|ask|chat with|talk to|reply to|send a message to) (?!me\b|us\b|him\b|her\b|them\b)[\w -]{2,24}(?:\u2026|\.\.\.)\W*"
)
_KEEP = regex(
    r"\W*(?:press|click|tap|hit|type|say) \W?(?:continue|enter|regenerate|retry)\W? to (?:keep|continue|resume|see|generate)\b[^\n]{0,40}"
)
_OPENS_REQUEST = tuple(
    "please|pls|check|verify|double-check|fact-check|was|is|did|how|rate|do you|which|you|message|ask|chat|talk|reply|send|press|click|tap|hit"
    "|type|say".split("|")
)
"""So a request opens: to check an answer, to rate it, to write, to go on."""

_BEFORE = regex(r"\W*")
_NOTICE, _SHORT_ERROR = 170, 100


_RAW = regex(
    r"\W{0,3}(?:(?:finish|stop)_reason\W{1,4}\w{3,20}\W*$|(?:data: ?)?[{\[]{1,2}\W{0,3}(?:choices|delta|completion|finish_reason)\W{1,4}[\[{\"]|(?:openai|anthropic|cohere|mistralai|google)(?:\.\w{1,24}){0,3}\.\w{0,24}(?:error|exception)\b)"
    r"|\W{0,6}(?:end|start|beginning) of (?:the )?(?:response|output|answer|reply|generation|completion|prompt|conversation|generated (?:text|article|content)|ai (?:response|output))\W*$"
    r"|\W{0,3}(?:only one message at a time|your message (?:was|is) too long\b.{0,40}\b(?:shorten|resubmit))\b|\W{0,3}(?:word|character) limit exceeded\b.{0,60}\b(?:words|premium|upgrade|sign up)\b|\W{0,3}(?:this|the|your) (?:conversation|chat) has been archived\W*$"
)
"""What a program says to a program, and what only a chat says."""

_OPENS_RAW = tuple(
    "finish|stop_reason|data|choices|delta|completion|openai|anthropic|cohere|mistralai|google|end of|start of|beginning of|only one"
    "|your message|word limit|character limit|this conv|the conv|your conv|this chat|the chat|your chat".split("|")
)

_DOUBTFUL = regex(
    r"\W*[<\u2039\u25c0\u2190]\s?\d{1,2}\s?/\s?\d{1,2}\W*|\W*\d{1,2}\s?/\s?\d{1,2}\s?[>\u203a\u25b6\u25b8\u2192]\W*"
    r"|\W*(?:copied|\[done\]|help me write|session ended\W+start over)\W*|\W*(?:show|view|see|load) (?:more|other|all) (?:responses|answers|drafts|replies)\W*|\W*(?:response|answer|reply) \d of \d\W*|\W*(?:give|send|leave) feedback on (?:this|the) (?:response|answer|reply|chat)\W*|\W*report a legal issue\W*"
    r"|\W*(?:we're|we are) (?:currently )?experiencing (?:exceptionally |unusually )?high (?:demand|traffic)\b.{0,90}|\W*unusual activity has been detected\b.{0,60}|\W*(?:replying to|loading) (?:your message|model weights)\b.{0,20}|\W*you are (?:now )?using (?:gpt|claude|gemini|o\d)\S*(?: \w+){0,2}\W*"
    r"|\W*(?:was|is) this (?:helpful|useful|good)\W*(?:yes|no|\W)*|\W*(?:chain of thought|thought process|reasoning process|thinking process)\b.{0,40}"
    r"|\W*(?:related questions?|follow-up questions?|suggested (?:repl(?:y|ies)|prompts?|follow-ups?|questions?)|(?:ask|send) (?:a )?follow-?up(?: question)?|memory (?:updated|saved)|save to (?:notes|memory|canvas|library)|stop response|continue (?:this|the) (?:chat|conversation)\b.{0,40})\W*"
    r"|\W*(?:(?:sorry|oops|hmm|uh[- ]oh)\W{1,3})?(?:something went wrong|an? (?:\w+ ){0,2}error (?:has )?occurred|network error|(?:the |your )?request (?:has )?timed out|(?:your|this|the) session (?:has )?(?:timed out|expired|ended))\b.{0,110}"
)
"""What other pages have too; at an edge of a text it is worth a note."""

_OPENS_DOUBTFUL = tuple(
    "copied|done]|help me|session ended|show|view|see|load|response|answer|reply |give|send|leave|report a|we're|we are|unusual|replying to your"
    "|you are|was this helpful|was this useful|was this good|is this helpful|is this useful|is this good|chain of|thought process"
    "|reasoning process|thinking process|related|follow-up|suggested|ask|memory|save to|stop resp|continue|sorry|oops|hmm|uh|something went"
    "|a |an |network error|request|the request|your |this session|the session".split("|")
)
_AT_WORK = regex(r"\W*(?:thinking|drafting|generating|writing|reasoning|working)\W{1,4}")


@lru_cache(maxsize=256)
def may_be_notice(folded: str) -> bool:
    """Say whether a whole line may be a notice or a label of a chat tool, or as well of any other page."""
    at = _first(folded)
    opens = folded.startswith(_OPENS_DOUBTFUL, at) or folded[at : at + 1].isdecimal()
    told = (opens and _DOUBTFUL.fullmatch(folded)) or _AT_WORK.fullmatch(folded)
    return bool(told) and _REPORTED.search(folded) is None


@lru_cache(maxsize=256)
def is_notice(folded: str) -> bool:
    """Say whether a whole line is a notice of a chat tool, and nobody is named as giving it out."""
    return _TOLD.search(folded) is None and _has_frame(folded)


def _first(folded: str) -> int:
    """Return where the first word of a line begins."""
    before = _BEFORE.match(folded)
    return before.end() if before else 0


def _has_frame(folded: str) -> bool:
    """Say whether a whole line has the frame of a notice."""
    at = _first(folded)
    if len(folded) <= _NOTICE and _is_state(folded):
        return True
    if (
        folded.startswith(_OPENS_MISTAKES, at)
        and _ERROR.search(folded)
        and (_MISTAKES.fullmatch(folded) or _ERRS.fullmatch(folded))
    ):
        return _AI.search(folded) is not None and _REPORTED.search(folded) is None
    if _tells_of_work(folded) and _TOOK.fullmatch(folded):
        return _LONE.fullmatch(folded) is None
    if _opens_so(folded, at):
        return True
    return (
        len(folded) <= _NOTICE and _REPORTED.search(folded) is None and (_is_limit(folded) or _is_made(folded))
    ) or _is_error(folded)


def _opens_so(folded: str, at: int) -> bool:
    """Say whether a line asks to check, rate or write, counts answers, says that a tool is busy, or is a program's to a program."""
    return (
        (folded.startswith(_OPENS_REQUEST, at) and any(each.fullmatch(folded) for each in (_CHECK, _RATED, _BOX, _KEEP)))
        or _PAGER.fullmatch(folded) is not None
        or (folded.startswith(_OPENS_BUSY, at) and _BUSY.fullmatch(folded) is not None)
        or (folded.startswith(_OPENS_RAW, at) and _RAW.match(folded) is not None)
    )


def _tells_of_work(folded: str) -> bool:
    """Say whether a line may tell how long a tool took and what it did: what spares most lines a closer look."""
    first = _FIRST.match(folded)
    return (
        first is not None
        and len(folded) <= _LONGEST_WORK
        and first[1] in _WORK
        and (folded.count(" ") <= _FEW_SPACES or _FIGURE.search(folded) is not None)
    )


def _is_state(folded: str) -> bool:
    """Say whether a line says what became of an answer, counts its tokens, names the maker of a picture, or asks to type."""
    if _TYPE.fullmatch(folded) or _TOKENS.fullmatch(folded) or _PICTURE.fullmatch(folded):
        return True
    if len(folded) > _SHORT_ERROR or not _OF_STATE.search(folded):
        return False
    return _STATE.fullmatch(folded) is not None and _REPORTED.search(folded) is None


def _is_limit(folded: str) -> bool:
    """Say whether a line says that an allowance is used up."""
    if not _ALLOWANCE.search(folded):
        return False
    return _FREE.search(folded) is not None or (_LIMIT.search(folded) is not None and _NEXT.search(folded) is not None)


def _is_made(folded: str) -> bool:
    """Say whether a line gives the figures of a run, or warns of what a machine has written."""
    if len(set(_STATS.findall(folded))) > 1 and re.search(r"\btok|temp|-\d|reason|latency|model", folded):
        return True
    return _MACHINE.search(folded) is not None and _WARNS.search(folded) is not None


def _is_error(folded: str) -> bool:
    """Say whether a line is an error of a model's interface."""
    if not _SURE_TECH.search(folded) or not _TROUBLE.search(folded) or _REPORTED.search(folded):
        return False
    return len(folded) <= _SHORT_ERROR or len(set(_TECH.findall(folded))) > 1
