import CloudCore
import CloudJSON
import CloudNotifications
import FoundationEssentials
import Testing

/// Against what pycadf 4.1 and Keystone 30 give for the same.
@Suite struct CADFTests {
    @Test func identifiersAreThoseOfPycadfAndKeystone() throws {
        let one = try #require(UUID(uuidString: "00000000-0000-4000-8000-000000000001"))
        #expect(CADFIdentifier.new(IdentifierSource { one }) == "020ff9a6-a5e2-5d17-9d45-b71133343510")
        #expect(CADFIdentifier.of(resource: String(repeating: "a", count: 64)) == "0e4d71cf2d165a24bd0b22f572545694")
        #expect(CADFIdentifier.of(resource: "region one") == "547910e2ebdb5f828f673e88fa6b4c10")
        #expect(
            CADFIdentifier.of(resource: "6f70656e737461636b20342065766572") == "6f70656e737461636b20342065766572")
    }

    @Test func anEventIsWrittenAsPycadfWritesIt() throws {
        var initiator = CADFResource(id: "i", typeURI: "service/security/account/user")
        initiator.name = "admin"
        initiator.host = CADFHost(address: "10.0.0.1", agent: "curl")
        initiator.credential = CADFCredential(
            type: "http://docs.oasis-open.org/security/saml/v2.0", token: "0123456789abcdef0123456789abcdef",
            identityProvider: "idp", user: "u", groups: ["g"])
        initiator.add("user_id", "u")
        initiator.add("project_id", nil)
        var event = CADFEvent(
            id: "e", time: Timestamp(microseconds: 1_500_000), action: "created.user", outcome: .failure,
            initiator: initiator, target: CADFResource(id: "t", typeURI: "data/security/account/user"),
            observer: CADFResource(id: "o", typeURI: "service/security"))
        event.reason = CADFReason(type: "too short", code: "400")
        event.extra.append(("resource_info", "t"))
        #expect(
            try JSON(parsing: JSONWriter.bytes(event)) == [
                "typeURI": "http://schemas.dmtf.org/cloud/audit/1.0/event", "eventType": "activity", "id": "e",
                "eventTime": "1970-01-01T00:00:01.500000+0000", "action": "created.user", "outcome": "failure",
                "observer": ["id": "o", "typeURI": "service/security"],
                "initiator": [
                    "id": "i", "typeURI": "service/security/account/user", "name": "admin", "user_id": "u",
                    "host": ["address": "10.0.0.1", "agent": "curl"],
                    "credential": [
                        "type": "http://docs.oasis-open.org/security/saml/v2.0", "token": "0123 xxxxxxxx cdef",
                        "identity_provider": "idp", "user": "u", "groups": ["g"],
                    ],
                ],
                "target": ["id": "t", "typeURI": "data/security/account/user"],
                "reason": ["reasonType": "too short", "reasonCode": "400"], "resource_info": "t",
            ])
    }

    @Test func secretsAreShownByTheirEndsOnly() {
        func masked(_ token: String) -> String? {
            let credential = CADFCredential(type: "t", token: token, identityProvider: "", user: "", groups: [])
            return (try? JSON(parsing: JSONWriter.bytes(credential)))?["token"]?.string
        }
        #expect(masked("unknown") == "u xxxxxxxx n")
        #expect(masked("a") == " xxxxxxxx ")
    }
}
