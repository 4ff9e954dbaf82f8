import CloudAuth
import CloudJSON
import Testing

@testable import ServiceClients

/// What a service reads of a token that identity checked for it.
@Suite struct CallerReadingTests {
    private func read(_ more: [String: JSON]) -> Caller? {
        let body: [String: JSON] = [
            "user": ["id": "u", "name": "alice", "domain": ["id": "d", "name": "Default"]],
            "project": ["id": "p", "name": "work", "domain": ["id": "d", "name": "Default"]],
            "roles": [["id": "r", "name": "member"]], "expires_at": "2099-01-01T00:00:00.000000Z", "audit_ids": ["a"],
        ]
        return Caller(token: "t", .object(body.merging(more) { $1 }))
    }

    @Test func whoAndWhere() {
        let caller = read([:])
        #expect(caller?.user.name == "alice" && caller?.projectID == "p" && caller?.roles == ["member"])
        #expect(caller?.auditID == "a" && caller?.certificateThumbprint == nil)
        #expect(read(["expires_at": "soon"]) == nil && read(["user": [:]]) == nil)
    }

    @Test func theCertificateItIsBoundTo() {
        #expect(read(["oauth2_credential": ["x5t#S256": "print"]])?.certificateThumbprint == "print")
    }
}
