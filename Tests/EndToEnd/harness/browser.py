"""A browser without scripts: pages, forms with what is in them already, and the buttons of Horizon's tables."""
from urllib.parse import urljoin

import requests
from lxml import html


class Browser:
    """One person's session with a site."""

    def __init__(self, site, session=None):
        self.site = site
        self.session = session or requests.Session()
        self.session.trust_env = False
        self.answer = None

    def get(self, path):
        """The page, parsed."""
        return self._page(self.session.get(self.site + path, timeout=60))

    def submit(self, path, **fields):
        """Fills in the page's form, which is its biggest, and sends it; the page that follows."""
        return self.send(max(self.get(path).forms, key=lambda form: len(form.fields)), **fields)

    def send(self, form, **fields):
        """Fills in a form of the page at hand and sends it."""
        for name, value in fields.items():
            form.inputs[name].value = value
        return self._post(form.action or self.answer.url, form.form_values())

    def press(self, path, button, *chosen):
        """Presses a button of the page's table, with the things of these ids chosen there."""
        form, = [form for form in self.get(path).forms if form.xpath(f'.//button[@value="{button}"]')]
        return self._post(
            self.answer.url, [*form.form_values(), ("action", button), *(("object_ids", each) for each in chosen)])

    def row(self, path, word):
        """The id of the thing whose row in the page's table has the word."""
        rows = self.get(path).xpath("//tr[@data-object-id]")
        return next(row.get("data-object-id") for row in rows if word in row.text_content().split())

    @property
    def page(self):
        return html.fromstring(self.answer.text or "<p/>", base_url=self.answer.url)

    @property
    def said(self):
        """The messages on the page at hand."""
        found = self.page.xpath('//*[contains(@class, "alert ")]//p|//*[contains(@class, "errorlist")]')
        return [" ".join(each.text_content().split()) for each in found]

    def _post(self, address, fields):
        page = self.answer.url
        return self._page(self.session.post(
            urljoin(page, address), fields, headers={"Referer": page}, timeout=60))

    def _page(self, answer):
        self.answer = answer
        return self.page
