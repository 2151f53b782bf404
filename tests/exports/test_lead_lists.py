"""Lists of leads of many tools, which only their headers and cells tell apart from other lists."""

from __future__ import annotations

from typing import Any

import pytest

from prospecting.exports import read_bytes

LINK = "https://www.linkedin.com/in/siri-berge"
LISTS = {
    "ZoomInfo": (
        "ZoomInfo Contact ID,Last Name,First Name,Job Title,Management Level,Job Start Date,"
        "Job Function,Email Address,LinkedIn Contact Profile URL,Company Name,Website,"
        "Revenue (in 000s USD),Employees,Primary Industry,Country",
        f"1,Berge,Siri,CFO,C-Level,2020-01-01,Finance,s@b.example,{LINK},Fjord AS,b.example,900,"
        "640,Retail,Norway",
        {"size_min": 640.0, "seniority_label": "C-Level", "industry": "Retail"},
    ),
    "Lusha": (
        "First Name,Last Name,Job Title,Company Name,Work Email,LinkedIn URL,Seniority,Departments,"
        "Company Number of Employees,Company Main Industry,Country",
        f"Siri,Berge,CFO,Fjord AS,s@b.example,{LINK},C-Suite,Finance,201-500,Retail,Norway",
        {"size_min": 201.0, "industry": "Retail", "email": "s@b.example"},
    ),
    "Snov": (
        "First name,Last name,Email,Email status,Position,Company,Social URL,Location",
        f"Siri,Berge,s@b.example,valid,CFO,Fjord AS,{LINK},Norway",
        {"email": "s@b.example"},
    ),
    "Wiza": (
        "title,company,domain,full_name,first_name,last_name,email,linkedin,profile_url",
        f"CFO,Fjord AS,b.example,Siri Berge,Siri,Berge,s@b.example,{LINK},"
        "https://www.linkedin.com/sales/lead/x",
        {"other_url": "https://www.linkedin.com/sales/lead/x"},
    ),
    "Dux-Soup": (
        "id,Profile,Degree,First Name,Last Name,Title,From,Company,CompanyProfile,CompanyWebsite",
        f"1,{LINK},2,Siri,Berge,CFO,Jan 2020,Fjord AS,https://www.linkedin.com/company/1,b.example",
        {"degree": 2},
    ),
    "profile scraper": (
        "linkedinProfileUrl,firstName,lastName,linkedinHeadline,companyName,linkedinJobTitle",
        f"{LINK},Siri,Berge,Counts things,Fjord AS,CFO",
        {},
    ),
    "firm's page": (
        "Type,First Name,Last Name,Job Title,Company,Company Name,LinkedIn URL",
        f"Lead,Siri,Berge,CFO,https://www.linkedin.com/company/1,Fjord AS,{LINK}",
        {},
    ),
    "Spanish fair": (
        "Nombre;Apellidos;Empresa;Cargo;Correo electrónico;Perfil de LinkedIn;Nº de empleados",
        f"Siri;Berge;Fjord AS;CFO;s@b.example;{LINK};120",
        {"size_min": 120.0, "email": "s@b.example"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("tool", LISTS)
def test_a_tools_list_is_one_of_leads(tool: str) -> None:
    header, row, more = LISTS[tool]
    staged = read_bytes("export.csv", f"{header}\n{row}\n".encode())
    assert staged.format == "lead-list", staged.error
    (found,) = staged.tables["contacts"].to_pylist()
    wanted: dict[str, Any] = {
        "first_name": "Siri", "last_name": "Berge", "company": "Fjord AS", "title": "CFO",
        "url": LINK, **more,
    }  # fmt: skip
    assert {name: found[name] for name in wanted} == wanted


def test_a_particle_in_a_column_of_its_own_belongs_to_the_name() -> None:
    text = "Voornaam;Tussenvoegsel;Achternaam;Bedrijf;LinkedIn\n"
    text += "Sanne;van der;Berg;Berg BV;x\nBas;;Dijk;Dijk BV;y\n"
    staged = read_bytes("beurs.csv", text.encode())
    assert [r["last_name"] for r in staged.tables["contacts"].to_pylist()] == [
        "van der Berg",
        "Dijk",
    ]


def test_since_when_somebody_is_in_the_company_is_kept() -> None:
    header = "profileUrl,fullName,firstName,lastName,companyName,title,vmid,durationInRole,"
    header += "durationInCompany,defaultProfileUrl,timestamp"
    row = "https://www.linkedin.com/sales/lead/A,Siri Berge,Siri,Berge,Fjord AS,CFO,A,"
    row += f"1 year 2 months in role,9 years in company,{LINK},2026-03-02T10:00:00.000Z"
    staged = read_bytes("search.csv", f"{header}\n{row}\n".encode())
    (job,) = staged.tables["positions"].to_pylist()
    assert (job["company"], str(job["started_on"]), job["finished_on"]) == (
        "Fjord AS",
        "2017-03-01",
        None,
    )
    (person,) = staged.tables["contacts"].to_pylist()
    assert str(person["in_role_since"]) == "2025-01-01"


def test_who_is_out_of_the_network_is_no_connection() -> None:
    header = "profileUrl,fullName,firstName,lastName,companyName,title,vmid,connectionDegree\n"
    rows = [f"x,A {d},A,{d},Fjord AS,CFO,{d},{d}" for d in ("1st", "2nd", "Out of Network", "")]
    staged = read_bytes("search.csv", (header + "\n".join(rows)).encode())
    assert staged.tables["contacts"]["degree"].to_pylist() == [1, 2, 4, 4]
    plain = read_bytes("leads.csv", b"First Name,Last Name,Company,Title\nA,B,Fjord AS,CFO\n")
    assert plain.tables["contacts"]["degree"].to_pylist() == [None]


def test_dated_jobs_and_schools_of_a_profile_scraper_are_kept() -> None:
    header = "linkedinProfileUrl,firstName,lastName,companyName,linkedinJobTitle,"
    header += "linkedinJobDateRange,previousCompanyName,linkedinPreviousJobTitle,"
    header += "linkedinPreviousJobDateRange,linkedinSchoolName,linkedinSchoolDegree,"
    header += "linkedinSchoolDateRange\n"
    row = f"{LINK},Siri,Berge,Fjord AS,CFO,Jan 2020 - Present,Verft AS,Controller,"
    row += "Mar 2012 - Dec 2019,NHH,MSc,2003 - 2008\n"
    staged = read_bytes("result.csv", (header + row + f"{LINK}x,Ola,Moe,Skog AS,,,,,,,,").encode())
    jobs = [
        (r["company"], r["title"], str(r["started_on"]), str(r["finished_on"]))
        for r in staged.tables["positions"].to_pylist()
    ]
    assert jobs == [
        ("Fjord AS", "CFO", "2020-01-01", "None"),
        ("Verft AS", "Controller", "2012-03-01", "2019-12-01"),
    ]
    (school,) = staged.tables["education"].to_pylist()
    assert (school["school"], school["person_url"]) == ("NHH", LINK)
    assert (str(school["started_on"]), str(school["finished_on"])) == ("2003-01-01", "2008-01-01")
    assert staged.rows == staged.stored == 2
