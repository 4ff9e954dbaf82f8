import CloudCore
import CloudHTTP
import CloudJSON
import CloudSQL
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// Rules for passwords and accounts, as Keystone's `[security_compliance]`.
@Suite struct SecurityComplianceTests {
    static let words = "The request you have made requires authentication."

    private static func settings(_ options: [String: String]) -> [String: String] {
        Dictionary(options.map { ("identity.security_compliance.\($0.key)", $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test(arguments: TestEngine.available) func lockOut(_ engine: TestEngine) async throws {
        let rules = Self.settings(["lockout_failure_attempts": "3", "lockout_duration": "60"])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let eve = try await cloud.create("users", "user", ["name": "eve", "password": "right"])
            _ = try await cloud.create(
                "users", "user",
                ["name": "robot", "password": "right", "options": ["ignore_lockout_failure_attempts": true]])
            for _ in 0..<2 { #expect(try await cloud.signIn("eve", "wrong").status == 401) }
            #expect(try await cloud.signIn("eve", "right").status == 201)
            for name in ["eve", "robot", "nobody"] {
                for _ in 0..<3 { #expect(try await cloud.signIn(name, "wrong").message == Self.words) }
            }
            let locked = try await cloud.signIn("eve", "right")
            #expect(locked.status == 401 && locked.message == Self.words)
            #expect(try await cloud.signIn("robot", "right").status == 201)
            let change: JSON = ["user": ["original_password": "right", "password": "other"]]
            #expect(try await cloud.call(.post, "/v3/users/\(eve)/password", nil, change).status == 401)

            cloud.ahead.withLock { $0 = .seconds(61) }
            #expect(try await cloud.signIn("eve", "wrong").status == 401)
            #expect(try await cloud.signIn("eve", "right").status == 201)

            for _ in 0..<3 { _ = try await cloud.signIn("eve", "wrong") }
            #expect(try await cloud.signIn("eve", "right").status == 401)
            let on: JSON = ["user": ["enabled": true]]
            #expect(try await cloud.call(.patch, "/v3/users/\(eve)", cloud.admin, on).status == 200)
            #expect(try await cloud.signIn("eve", "right").status == 201)
        }
    }

    /// Guesses made at once count like guesses made one after another; what they leave is in the database.
    @Test(arguments: TestEngine.available) func parallelGuesses(_ engine: TestEngine) async throws {
        let rules = Self.settings(["lockout_failure_attempts": "4", "lockout_duration": ""])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let id = try await cloud.create("users", "user", ["name": "eve", "password": "right"])
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await cloud.signIn("eve", "wrong").status } }
                for try await status in group { #expect(status == 401) }
            }
            let record = try await cloud.role.store.read { try $0.signIns(of: id) }
            #expect(record?.failures == 4)
            cloud.ahead.withLock { $0 = .seconds(3_000_000) }
            #expect(try await cloud.role.purge().signIns == 0)
            #expect(try await cloud.signIn("eve", "right").status == 401)
            #expect(try await cloud.role.unlock(user: "eve", domain: "Default") == id)
            #expect(try await cloud.signIn("eve", "right").status == 201)
            await #expect(throws: Fault.self) { try await cloud.role.unlock(user: "eve", domain: "other") }
        }
    }

    /// A failure leaves as many rows, whoever is named: what it costs tells nothing.
    @Test func failuresOfNobodyAreCountedToo() async throws {
        let rules = Self.settings(["lockout_failure_attempts": "3", "lockout_duration": "60"])
        try await IdentityFixture.run(.sqlite, settings: rules) { cloud in
            for index in 0..<600 { _ = try await cloud.signIn("nobody\(index)", "x") }
            let rows = try await cloud.role.store.read { try $0.table(SignInRecord.self).count() }
            #expect(rows > 100 && rows <= 257)
            cloud.ahead.withLock { $0 = .seconds(90_000) }
            #expect(try await cloud.role.purge().signIns > 100)
        }
    }

    @Test(arguments: TestEngine.available) func expiry(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine, settings: Self.settings(["password_expires_days": "10"])) { cloud in
            let id = try await cloud.create("users", "user", ["name": "eve", "password": "first"])
            _ = try await cloud.create(
                "users", "user", ["name": "old", "password": "x", "options": ["ignore_password_expiry": true]])
            let shown = try await cloud.call(.get, "/v3/users/\(id)", cloud.admin)
            #expect(shown["user"]["password_expires_at"]?.string?.hasSuffix(".000000Z") == true)
            let token = try await cloud.signIn("eve", "first")
            #expect(token["token"]["user"]?["password_expires_at"]?.string != nil)
            cloud.ahead.withLock { $0 = .seconds(10 * 86400 + 1) }
            let answer = try await cloud.signIn("eve", "first")
            #expect(answer.status == 401)
            #expect(answer.message == "The password is expired and needs to be changed for user: \(id).")
            #expect(try await cloud.signIn("eve", "wrong").message == Self.words)
            #expect(try await cloud.signIn("old", "x").status == 201)
            let change: JSON = ["user": ["original_password": "first", "password": "second"]]
            #expect(try await cloud.call(.post, "/v3/users/\(id)/password", nil, change).status == 204)
            #expect(try await cloud.signIn("eve", "second").status == 201)
        }
    }

    @Test(arguments: TestEngine.available) func expiryFilters(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine, settings: Self.settings(["password_expires_days": "10"])) { cloud in
            let group = try await cloud.create("groups", "group", ["name": "g"])
            for (index, name) in ["a", "b", "c"].enumerated() {
                cloud.ahead.withLock { $0 = .seconds(index * 86400) }
                if index == 2 {
                    cloud.ahead.withLock { $0 = .zero }
                    let forever: JSON = ["name": "c", "password": "x", "options": ["ignore_password_expiry": true]]
                    _ = try await cloud.create("users", "user", forever)
                    continue
                }
                let token = try await cloud.token(
                    "admin", IdentityFixture.password, project: cloud.outcome.adminProjectID)
                let made = try await cloud.call(
                    .post, "/v3/users", token, ["user": ["name": .string(name), "password": "x"]])
                let id = made["user"]["id"]?.string ?? ""
                #expect(try await cloud.call(.put, "/v3/groups/\(group)/users/\(id)", token).status == 204)
            }
            let users = try await cloud.call(.get, "/v3/users?name=b", cloud.admin)["users"].array ?? []
            let end = try #require(users.first?["password_expires_at"]?.string)
            func names(_ filter: String, _ path: String = "/v3/users?") async throws -> [String] {
                let answer = try await cloud.call(.get, "\(path)password_expires_at=\(filter)", cloud.admin)
                return (answer["users"].array ?? []).compactMap { $0["name"]?.string }.filter { "abc".contains($0) }
                    .sorted()
            }
            #expect(try await names("lt:\(end)") == ["a"])
            #expect(try await names("lte:\(end)") == ["a", "b"])
            #expect(try await names("eq:\(end)") == ["b"])
            #expect(try await names("neq:\(end)") == ["a"])
            #expect(try await names("gt:\(end)") == [])
            #expect(try await names("gte:\(end)", "/v3/groups/\(group)/users?") == ["b"])
            let bad = try await cloud.call(.get, "/v3/users?password_expires_at=near:\(end)", cloud.admin)
            #expect(bad.status == 400 && bad.message.hasPrefix("The given operator near is not valid."))
            for text in ["lt:yesterday", "lt", "lt:"] {
                let answer = try await cloud.call(.get, "/v3/users?password_expires_at=\(text)", cloud.admin)
                #expect(answer.status == 400 && answer.message.hasPrefix("Timestamp not in expected format."))
            }
            #expect(try await cloud.call(.get, "/v3/users?password_expires_at=", cloud.admin).status == 400)
        }
    }

    @Test(arguments: TestEngine.available) func history(_ engine: TestEngine) async throws {
        let rules = Self.settings(["unique_last_password_count": "3", "minimum_password_age": "1"])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let id = try await cloud.create("users", "user", ["name": "eve", "password": "p0"])
            func change(_ old: String, _ new: String) async throws -> IdentityFixture.Answer {
                let body: JSON = ["user": ["original_password": .string(old), "password": .string(new)]]
                return try await cloud.call(.post, "/v3/users/\(id)/password", nil, body)
            }
            #expect(try await change("p0", "p0").status == 400)
            #expect(try await change("p0", "p1").status == 204)
            let young = try await change("p1", "p2")
            #expect(young.status == 400)
            #expect(young.message.hasPrefix("You cannot change your password at this time due to the minimum password"))
            cloud.ahead.withLock { $0 = .seconds(2 * 86400) }
            #expect(try await change("p1", "p2").status == 204)
            cloud.ahead.withLock { $0 = .seconds(4 * 86400) }
            for old in ["p0", "p1", "p2"] {
                let answer = try await change("p2", old)
                #expect(answer.status == 400)
                #expect(
                    answer.message == """
                        The new password cannot be identical to a previous password. The total number which includes \
                        the new password must be unique is 3.
                        """)
            }
            #expect(try await change("p2", "p3").status == 204)
            let rows = try await cloud.role.store.read { try $0.passwords(of: id) }
            #expect(rows.count == 3 && rows.allSatisfy { $0.passwordHash.hasPrefix("$2b$") })
            cloud.ahead.withLock { $0 = .seconds(6 * 86400) }
            #expect(try await change("p3", "p0").status == 204)
            // An administrator may give any password, at any time.
            let admin = try await cloud.token("admin", IdentityFixture.password, project: cloud.outcome.adminProjectID)
            let reset: JSON = ["user": ["password": "p0"]]
            #expect(try await cloud.call(.patch, "/v3/users/\(id)", admin, reset).status == 200)
            #expect(try await change("p0", "p9").status == 204)
        }
    }

    @Test(arguments: TestEngine.available) func strength(_ engine: TestEngine) async throws {
        let rules = Self.settings([
            "password_regex": #"^(?=.*\d)(?=.*[a-zA-Z]).{7,}$"#,
            "password_regex_description": "seven, a digit, a letter",
        ])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let words = "The password does not match the requirements: seven, a digit, a letter."
            let weak: JSON = ["user": ["name": "eve", "password": "weak"]]
            let refused = try await cloud.call(.post, "/v3/users", cloud.admin, weak)
            #expect(refused.status == 400 && refused.message == words)
            let id = try await cloud.create("users", "user", ["name": "eve", "password": "strong1x"])
            let reset: JSON = ["user": ["password": "lettersonly"]]
            #expect(try await cloud.call(.patch, "/v3/users/\(id)", cloud.admin, reset).message == words)
            let change: JSON = ["user": ["original_password": "strong1x", "password": "1234567"]]
            #expect(try await cloud.call(.post, "/v3/users/\(id)/password", nil, change).message == words)
            let wrong: JSON = ["user": ["original_password": "none", "password": "1234567"]]
            #expect(try await cloud.call(.post, "/v3/users/\(id)/password", nil, wrong).status == 401)

            let token = try await cloud.person("reader1").token
            let path = "/v3/domains/default/config/security_compliance"
            let config = try await cloud.call(.get, path, token)
            #expect(config["config"]["security_compliance"]?["password_regex"]?.string?.hasPrefix("^(?=") == true)
            let one = try await cloud.call(.get, path + "/password_regex_description", token)
            #expect(one["config"] == ["password_regex_description": "seven, a digit, a letter"])
            #expect(try await cloud.call(.head, path, token).status == 200)
            #expect(try await cloud.call(.get, path + "/lockout_duration", token).status == 403)
            #expect(try await cloud.call(.get, "/v3/domains/x/config/security_compliance", token).status == 403)
            #expect(try await cloud.call(.get, path).status == 401)
        }
    }

    @Test func badSettingsAreRefusedAtStart() async throws {
        for bad in [["password_regex": "("], ["lockout_failure_attempts": "0"], ["password_expires_days": "soon"]] {
            await #expect(throws: (any Error).self) {
                try await IdentityFixture.run(.sqlite, settings: Self.settings(bad)) { _ in }
            }
        }
    }

    @Test(arguments: TestEngine.available) func firstUse(_ engine: TestEngine) async throws {
        let rules = Self.settings(["change_password_upon_first_use": "true"])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let id = try await cloud.create("users", "user", ["name": "eve", "password": "given"])
            _ = try await cloud.create(
                "users", "user",
                [
                    "name": "robot", "password": "given",
                    "options": ["ignore_change_password_upon_first_use": true],
                ])
            #expect(try await cloud.signIn("robot", "given").status == 201)
            let refused = try await cloud.signIn("eve", "given")
            #expect(refused.message == "The password is expired and needs to be changed for user: \(id).")
            let change: JSON = ["user": ["original_password": "given", "password": "own"]]
            #expect(try await cloud.call(.post, "/v3/users/\(id)/password", nil, change).status == 204)
            #expect(try await cloud.signIn("eve", "own").status == 201)
            let reset: JSON = ["user": ["password": "again"]]
            #expect(try await cloud.call(.patch, "/v3/users/\(id)", cloud.admin, reset).status == 200)
            #expect(try await cloud.signIn("eve", "again").status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func inactivity(_ engine: TestEngine) async throws {
        let rules = Self.settings(["disable_user_account_days_inactive": "5"])
        try await IdentityFixture.run(engine, settings: rules) { cloud in
            let eve = try await cloud.create("users", "user", ["name": "eve", "password": "x"])
            let robot = try await cloud.create(
                "users", "user", ["name": "robot", "password": "x", "options": ["ignore_user_inactivity": true]])
            let people = AccountActions(kit: cloud.role.kit, rules: cloud.role.base.passwords.rules)
            cloud.ahead.withLock { $0 = .seconds(3 * 86400) }
            for (name, password) in [("eve", "x"), ("admin", IdentityFixture.password)] {
                #expect(try await cloud.signIn(name, password).status == 201)
            }
            cloud.ahead.withLock { $0 = .seconds(7 * 86400) }
            #expect(try await cloud.signIn("admin", IdentityFixture.password).status == 201)
            #expect(try await people.disableInactive() == 0)
            cloud.ahead.withLock { $0 = .seconds(9 * 86400) }
            #expect(try await cloud.signIn("eve", "x").message == Self.words)
            #expect(try await people.disableInactive() == 1)
            #expect(try await people.disableInactive() == 0)
            let admin = try await cloud.token("admin", IdentityFixture.password, project: cloud.outcome.adminProjectID)
            #expect(try await cloud.call(.get, "/v3/users/\(eve)", admin)["user"]["enabled"] == false)
            #expect(try await cloud.call(.get, "/v3/users/\(robot)", admin)["user"]["enabled"] == true)
            #expect(try await cloud.signIn("robot", "x").status == 201)
            let on: JSON = ["user": ["enabled": true]]
            #expect(try await cloud.call(.patch, "/v3/users/\(eve)", admin, on).status == 200)
            #expect(try await cloud.signIn("eve", "x").status == 201)
        }
    }
}
