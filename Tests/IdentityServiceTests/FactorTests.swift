import CloudCore
import CloudHTTP
import CloudJSON
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Multi-factor rules and receipts.
@Suite struct FactorTests {
    private static func password(_ name: String, _ password: String = IdentityFixture.planted) -> JSON {
        [
            "auth": [
                "identity": [
                    "methods": ["password"],
                    "password": [
                        "user": ["name": .string(name), "password": .string(password), "domain": ["id": "default"]]
                    ],
                ]
            ]
        ]
    }

    private static func credential(_ id: String, _ secret: String) -> JSON {
        [
            "auth": [
                "identity": [
                    "methods": ["application_credential"],
                    "application_credential": ["id": .string(id), "secret": .string(secret)],
                ]
            ]
        ]
    }

    @Test(arguments: TestEngine.available) func twoSteps(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (user, project, token) = try await cloud.person("eve")
            let made = try await cloud.call(
                .post, "/v3/users/\(user)/application_credentials", token,
                ["application_credential": ["name": "c", "secret": "s3cret"]])
            let credential = Self.credential(made["application_credential"]["id"]?.string ?? "", "s3cret")
            try await cloud.setRules([["password", "application_credential"]], of: user)

            let first = try await cloud.signIn("eve", IdentityFixture.planted)
            let receipt = try #require(first.headers[ReceiptAnswer.header])
            #expect(first.status == 401)
            #expect(first["receipt"]["methods"] == ["password"])
            #expect(first["receipt"]["user"]?["id"] == .string(user))
            #expect(first["receipt"]["user"]?["domain"] == ["id": "default", "name": "Default"])
            #expect(first["receipt"]["issued_at"]?.string != nil && first["receipt"]["expires_at"]?.string != nil)
            #expect(first["required_auth_methods"] == [["application_credential", "password"]])
            #expect(first["error"] == .null)

            let second = try await cloud.send(credential, receipt: receipt)
            #expect(second.status == 201 && second["token"]["project"]?["id"] == .string(project))
            #expect(second["token"]["methods"] == ["password", "application_credential"])
            // The half alone gives another receipt, not a token; nor does a receipt stand for a method.
            #expect(try await cloud.send(credential).status == 401)
            #expect(try await cloud.send(Self.password("eve"), receipt: receipt).status == 401)
            for forged in ["", "x", String(receipt.dropLast(2)), token, cloud.admin] {
                let answer = try await cloud.send(credential, receipt: forged)
                #expect(answer.status == 401, "\(forged)")
            }
            // Nobody signs in with a receipt for a token.
            #expect(try await cloud.call(.get, "/v3/auth/projects", receipt).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func receiptsEnd(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (user, _, token) = try await cloud.person("eve")
            let mallory = try await cloud.person("mallory")
            let made = try await cloud.call(
                .post, "/v3/users/\(user)/application_credentials", token,
                ["application_credential": ["name": "c", "secret": "s3cret"]])
            let credential = Self.credential(made["application_credential"]["id"]?.string ?? "", "s3cret")
            for id in [user, mallory.user] {
                try await cloud.setRules([["password", "application_credential"]], of: id)
            }
            func receipt(_ name: String, _ password: String = IdentityFixture.planted) async throws -> String {
                try #require(try await cloud.signIn(name, password).headers[ReceiptAnswer.header])
            }
            // Somebody else's.
            #expect(try await cloud.send(credential, receipt: receipt("mallory")).status == 401)
            // Before a rotation of keys, and after it.
            let kept = try await receipt("eve")
            try cloud.role.rotateKeys()
            #expect(try await cloud.send(credential, receipt: kept).status == 201)
            // From before a new password.
            let change: JSON = ["user": ["original_password": .string(IdentityFixture.planted), "password": "new"]]
            #expect(try await cloud.call(.post, "/v3/users/\(user)/password", nil, change).status == 204)
            #expect(try await cloud.send(credential, receipt: kept).status == 401)
            // Too old.
            let late = try await receipt("eve", "new")
            cloud.ahead.withLock { $0 = .seconds(301) }
            #expect(try await cloud.send(credential, receipt: late).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func rulesMayBeSwitchedOff(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let (user, _, token) = try await cloud.person("eve")
            try await cloud.setRules([["password", "token"]], of: user)
            #expect(try await cloud.signIn("eve", IdentityFixture.planted).status == 401)
            // A token brings along how it was had.
            let byToken: JSON = ["auth": ["identity": ["methods": ["token"], "token": ["id": .string(token)]]]]
            #expect(try await cloud.send(byToken).status == 201)
            let off: JSON = ["user": ["options": ["multi_factor_auth_enabled": false]]]
            #expect(try await cloud.call(.patch, "/v3/users/\(user)", cloud.admin, off).status == 200)
            #expect(try await cloud.signIn("eve", IdentityFixture.planted).status == 201)
            let on: JSON = ["user": ["options": ["multi_factor_auth_enabled": nil]]]
            #expect(try await cloud.call(.patch, "/v3/users/\(user)", cloud.admin, on).status == 200)
            #expect(try await cloud.signIn("eve", IdentityFixture.planted).status == 401)
        }
    }

    @Test func ruleAlgebra() {
        func rules(_ options: [String: JSON]) -> FactorRules {
            let user = User(
                id: "u", name: "u", domainID: "d", enabled: true, defaultProjectID: nil, passwordHash: nil,
                passwordChangedAt: nil, passwordExpiresAt: nil, options: options, extra: [:])
            return FactorRules(user, known: ["password", "token", "totp"])
        }
        #expect(rules([:]).areMet(by: ["password"]))
        let two = rules(["multi_factor_auth_rules": [["password", "totp"], ["token"]]])
        #expect(two.areMet(by: ["password", "totp"]) && two.areMet(by: ["token", "password"]))
        #expect(!two.areMet(by: ["password"]) && two.begun(by: ["password"]) == [["password", "totp"]])
        #expect(rules(["multi_factor_auth_rules": [["password", "kerberos"]]]).areMet(by: ["password"]))
        // What holds for everybody is no rule beside one that asks for something.
        let unknown = rules(["multi_factor_auth_rules": [["password", "totp"], ["kerberos"]]])
        #expect(!unknown.areMet(by: ["password"]) && unknown.areMet(by: ["password", "totp"]))
        let off: [String: JSON] = ["multi_factor_auth_rules": [["totp"]], "multi_factor_auth_enabled": false]
        #expect(rules(off).areMet(by: ["password"]))
    }

    @Test func receiptBytes() {
        let receipt = Receipt(
            userID: "0123456789abcdef0123456789abcdef", methods: [.password, .totp], issuedAt: Timestamp(seconds: 7),
            expiresAt: Timestamp(seconds: 307))
        #expect(Receipt(bytes: receipt.bytes) == receipt)
        for count in 0..<receipt.bytes.count { #expect(Receipt(bytes: Array(receipt.bytes.prefix(count))) == nil) }
        #expect(Receipt(bytes: receipt.bytes + [0]) == nil)
    }
}

extension IdentityFixture {
    fileprivate func setRules(_ rules: JSON, of user: String) async throws {
        let options: JSON = ["user": ["options": ["multi_factor_auth_rules": rules]]]
        let answer = try await call(.patch, "/v3/users/\(user)", admin, options)
        guard answer.status == 200 else { throw Fault(answer.status, answer.message) }
    }

    fileprivate func send(_ body: JSON, receipt: String? = nil) async throws -> Answer {
        try await call(
            .post, "/v3/auth/tokens", nil, body, headers: receipt.map { [ReceiptAnswer.header: $0] } ?? [:])
    }
}
