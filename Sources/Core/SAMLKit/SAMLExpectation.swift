package import CloudCore

/// What an answer must be to be taken (SAML Profiles, 4.1.4.2, 4.1.4.3; SAML Core, 2.5.1).
package struct SAMLExpectation: Sendable {
    package var issuer: String
    /// This service provider's name.
    package var audience: String
    /// Where the answer was shown, as the outside knows the place.
    package var recipient: String
    /// Whose answer it must be; nil: nobody asked, and none may be named.
    package var requestID: String?
    /// Whether an assertion without an audience is taken: its recipient ties it to this place all the same.
    package var needsAudience = true
    package var now: Timestamp
    package var skew = Duration.seconds(60)

    package init(issuer: String, audience: String, recipient: String, requestID: String?, now: Timestamp) {
        (self.issuer, self.audience, self.recipient) = (issuer, audience, recipient)
        (self.requestID, self.now) = (requestID, now)
    }

    /// - Returns: until when the assertion could be shown again: so long its id must be remembered.
    package func check(_ response: SAMLResponse) throws(SAMLRefusal) -> Timestamp {
        let assertion = response.assertion
        guard assertion.issuer == issuer, response.issuer ?? issuer == issuer else {
            throw SAMLRefusal("another provider's word")
        }
        guard response.destination ?? recipient == recipient else { throw SAMLRefusal("it was sent somewhere else") }
        guard response.requestID == requestID || response.requestID == nil else {
            throw SAMLRefusal("an answer to something else")
        }
        try check(times: assertion)
        guard !assertion.audiences.isEmpty || !needsAudience,
            assertion.audiences.allSatisfy({ $0.contains(audience) })
        else { throw SAMLRefusal("it is for another audience") }
        var reason = SAMLRefusal("no confirmation by showing it")
        for confirmation in assertion.confirmations where confirmation.method == SAMLName.bearer {
            do throws(SAMLRefusal) { return try check(confirmation) } catch { reason = error }
        }
        throw reason
    }

    private func check(times assertion: SAMLAssertion) throws(SAMLRefusal) {
        guard assertion.issuedAt <= now + skew else { throw SAMLRefusal("it was issued in the future") }
        if let begin = assertion.notBefore, now + skew < begin { throw SAMLRefusal("it is not good yet") }
        for end in [assertion.notOnOrAfter, assertion.sessionEndsAt].compactMap({ $0 }) where now - skew >= end {
            throw SAMLRefusal("it is no longer good")
        }
    }

    private func check(_ confirmation: SAMLConfirmation) throws(SAMLRefusal) -> Timestamp {
        guard confirmation.recipient == recipient else { throw SAMLRefusal("it is for another recipient") }
        guard confirmation.requestID == requestID else { throw SAMLRefusal("an answer to something else") }
        guard let end = confirmation.notOnOrAfter, now - skew < end else { throw SAMLRefusal("it is no longer good") }
        if let begin = confirmation.notBefore, now + skew < begin { throw SAMLRefusal("it is not good yet") }
        return end + skew
    }
}
