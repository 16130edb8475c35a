"""The seams: protocols that engines, formats, checks, executors and the model store fulfil.

An implementation is one file and one entry point; `localize.registry` finds it. Each protocol may
still change until a second implementation has proved it. Contract tests that every implementation
inherits are in `localize.testing`.
"""

from localize.engines.aligner import Aligner
from localize.engines.checks import (
    Check,
    CheckContext,
)
from localize.engines.coverage import (
    Coverage,
    Stretch,
    StretchKind,
)
from localize.engines.english import (
    English,
    EnglishPhrase,
)
from localize.engines.executors import (
    Executor,
    Job,
    Job_contra,
    Outcome,
    Outcome_co,
    SharingWorker,
    Worker,
)
from localize.engines.formats import (
    BinaryFormat,
    ProgrammeStart,
    ReadResult,
    SubtitleFormat,
    WriteOptions,
)
from localize.engines.models import (
    ModelInfo,
    ModelStore,
    WeightsState,
)
from localize.engines.page import (
    Page,
)
from localize.engines.parts import (
    Parts,
)
from localize.engines.settings import (
    SAME_WORDS,
    SENT_AWAY,
    EngineSettings,
    FetchProgress,
    Progress,
)
from localize.engines.speakers import (
    Diariser,
    Speakers,
    SpeakersRequest,
    Turn,
)
from localize.engines.speech import (
    ScriptLine,
    SpeechCapabilities,
    SpeechEngine,
    SpeechRequest,
    Transcript,
)
from localize.engines.translation import (
    Address,
    Alternative,
    Character,
    Draft,
    Estimate,
    Estimating,
    Example,
    Naming,
    Prices,
    Term,
    TranslatedUnit,
    TranslationCapabilities,
    TranslationEngine,
    TranslationRequest,
    TranslationUnit,
)
from localize.engines.voice import (
    VoiceDetector,
    Voices,
)

__all__ = [
    "SAME_WORDS",
    "SENT_AWAY",
    "Address",
    "Aligner",
    "Alternative",
    "BinaryFormat",
    "Character",
    "Check",
    "CheckContext",
    "Coverage",
    "Diariser",
    "Draft",
    "EngineSettings",
    "English",
    "EnglishPhrase",
    "Estimate",
    "Estimating",
    "Example",
    "Executor",
    "FetchProgress",
    "Job",
    "Job_contra",
    "ModelInfo",
    "ModelStore",
    "Naming",
    "Outcome",
    "Outcome_co",
    "Page",
    "Parts",
    "Prices",
    "ProgrammeStart",
    "Progress",
    "ReadResult",
    "ScriptLine",
    "SharingWorker",
    "Speakers",
    "SpeakersRequest",
    "SpeechCapabilities",
    "SpeechEngine",
    "SpeechRequest",
    "Stretch",
    "StretchKind",
    "SubtitleFormat",
    "Term",
    "Transcript",
    "TranslatedUnit",
    "TranslationCapabilities",
    "TranslationEngine",
    "TranslationRequest",
    "TranslationUnit",
    "Turn",
    "VoiceDetector",
    "Voices",
    "WeightsState",
    "Worker",
    "WriteOptions",
]
