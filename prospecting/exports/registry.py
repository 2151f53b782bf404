"""Every reader, in one list, and which of them a sheet belongs to."""

from __future__ import annotations

from typing import Final

from prospecting.exports.base import Reader
from prospecting.exports.formats.activities import (
    HubspotActivities,
    PipedriveActivities,
    SalesforceActivities,
)
from prospecting.exports.formats.address_books import (
    GoogleContacts,
    GoogleContactsOld,
    OutlookContacts,
    ThunderbirdContacts,
)
from prospecting.exports.formats.client_list import ClientList
from prospecting.exports.formats.company_list import CompanyList, Crunchbase, PeopleDataLabs
from prospecting.exports.formats.crm import DealList
from prospecting.exports.formats.hubspot import (
    HubspotCompanies,
    HubspotContacts,
    HubspotDeals,
)
from prospecting.exports.formats.leads import (
    ApolloAccounts,
    ApolloPeople,
    Evaboot,
    LeadList,
    PhantomBuster,
)
from prospecting.exports.formats.linkedin_archive import (
    LinkedinEducation,
    LinkedinEmails,
    LinkedinEndorsements,
    LinkedinFollows,
    LinkedinImportedContacts,
    LinkedinInvitations,
    LinkedinPositions,
    LinkedinProfile,
    LinkedinRecommendations,
)
from prospecting.exports.formats.linkedin_connections import LinkedinConnections
from prospecting.exports.formats.linkedin_messages import LinkedinMessages
from prospecting.exports.formats.meeting import MeetingAnswers, PastAsks
from prospecting.exports.formats.pipedrive import (
    PipedriveDeals,
    PipedriveOrganizations,
    PipedrivePeople,
)
from prospecting.exports.formats.salesforce import (
    SalesforceAccounts,
    SalesforceContacts,
    SalesforceLeads,
    SalesforceOpportunities,
    SalesforceOpportunityReport,
    SalesforceReport,
)
from prospecting.exports.formats.surveys import Delighted, NpsSurvey, SurveyMonkey, Typeform
from prospecting.exports.formats.vcards import KIND as VCARD_KIND
from prospecting.exports.formats.vcards import LABEL as VCARD_LABEL
from prospecting.exports.formats.zoho import ZohoAccounts, ZohoContacts, ZohoDeals, ZohoLeads
from prospecting.exports.formats.zoho_activities import ZohoCalls, ZohoMeetings
from prospecting.exports.sheet import Sheet

#: Readers of one program's files. The order breaks ties.
SPECIFIC: Final[tuple[Reader, ...]] = (
    LinkedinConnections(),
    LinkedinMessages(),
    LinkedinInvitations(),
    LinkedinRecommendations(),
    LinkedinEndorsements(),
    LinkedinPositions(),
    LinkedinEducation(),
    LinkedinProfile(),
    LinkedinEmails(),
    LinkedinFollows(),
    LinkedinImportedContacts(),
    PhantomBuster(),
    Evaboot(),
    ApolloPeople(),
    ApolloAccounts(),
    HubspotContacts(),
    HubspotCompanies(),
    HubspotDeals(),
    HubspotActivities(),
    SalesforceReport(),
    SalesforceOpportunityReport(),
    SalesforceContacts(),
    SalesforceLeads(),
    SalesforceAccounts(),
    SalesforceOpportunities(),
    SalesforceActivities(),
    PipedrivePeople(),
    PipedriveOrganizations(),
    PipedriveDeals(),
    PipedriveActivities(),
    ZohoContacts(),
    ZohoLeads(),
    ZohoAccounts(),
    ZohoDeals(),
    ZohoCalls(),
    ZohoMeetings(),
    GoogleContacts(),
    GoogleContactsOld(),
    OutlookContacts(),
    ThunderbirdContacts(),
    SurveyMonkey(),
    Typeform(),
    Delighted(),
    Crunchbase(),
    PeopleDataLabs(),
    MeetingAnswers(),
    PastAsks(),
)

#: Readers that go by meaning: they take what no program's reader knows.
GENERIC: Final[tuple[Reader, ...]] = (
    ClientList(SPECIFIC),
    NpsSurvey(SPECIFIC),
    LeadList(SPECIFIC),
    DealList(SPECIFIC),
    CompanyList(SPECIFIC),
)

READERS: Final[tuple[Reader, ...]] = SPECIFIC + GENERIC
LINKEDIN: Final = tuple(reader for reader in SPECIFIC if reader.kind.startswith("linkedin-"))

ARCHIVE_KIND: Final = "linkedin-archive"

#: What a user may call a kind, beside its own name.
SYNONYMS: Final = {
    "clients": "client-list",
    "customers": "client-list",
    "connections": "linkedin-connections",
    "companies": "company-list",
    "leads": "lead-list",
    "deals": "deal-list",
    "contacts": "lead-list",
    "nps": "nps-survey",
    "survey": "nps-survey",
    "answers": "meeting-answers",
    "asks": "past-asks",
    "linkedin": "linkedin-connections",
    "archive": ARCHIVE_KIND,
}

KINDS: Final[dict[str, str]] = {
    **{reader.kind: reader.label for reader in READERS},
    VCARD_KIND: VCARD_LABEL,
    ARCHIVE_KIND: "LinkedIn archive",
    "archive": "Archive of several files",
    "mapped": "Table read by a mapping",
}


#: A claim that no other reader can contest: looking further would only cost time.
CERTAIN: Final = 90


def reader_of(kind: str) -> Reader | None:
    """The reader of a kind, by its name or a synonym."""
    name = SYNONYMS.get(kind, kind)
    return next((reader for reader in READERS if reader.kind == name), None)


def choose(sheet: Sheet, among: tuple[Reader, ...] = READERS) -> Reader | None:
    """The reader that claims the sheet most surely."""
    best, best_score = None, 0
    for reader in among:
        score = reader.claims(sheet)
        if score > best_score:
            best, best_score = reader, score
            if score >= CERTAIN:
                break
    return best
