import CloudHTTP
import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

/// The options of users: what they may be, and that null takes one away.
@Suite struct UserOptionTests {
    @Test(arguments: TestEngine.available) func validation(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let bad: [JSON] = [
                ["unknown": true], ["lock_password": "yes"], ["ignore_password_expiry": 1],
                ["multi_factor_auth_enabled": "true"], ["multi_factor_auth_rules": "password"],
                ["multi_factor_auth_rules": ["password"]], ["multi_factor_auth_rules": [[]]],
                ["multi_factor_auth_rules": [["password", "password"]]],
                ["multi_factor_auth_rules": [["password"], ["password"]]],
                ["multi_factor_auth_rules": [[1]]], "x", [1],
            ]
            let id = try await cloud.create("users", "user", ["name": "eve"])
            for options in bad {
                let create: JSON = ["user": ["name": "never", "options": options]]
                #expect(try await cloud.call(.post, "/v3/users", cloud.admin, create).status == 400, "\(options)")
                let update: JSON = ["user": ["options": options]]
                #expect(try await cloud.call(.patch, "/v3/users/\(id)", cloud.admin, update).status == 400)
            }
            let unknown: JSON = ["project": ["name": "p", "options": ["colour": true]]]
            #expect(try await cloud.call(.post, "/v3/projects", cloud.admin, unknown).status == 400)
        }
    }

    @Test(arguments: TestEngine.available) func nullRemoves(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let made: JSON = ["name": "eve", "options": ["lock_password": true, "ignore_password_expiry": nil]]
            let id = try await cloud.create("users", "user", made)
            func patch(_ options: JSON) async throws -> JSON {
                let answer = try await cloud.call(
                    .patch, "/v3/users/\(id)", cloud.admin, ["user": ["options": options]])
                return answer["user"]["options"] ?? .null
            }
            let shown = try await cloud.call(.get, "/v3/users/\(id)", cloud.admin)
            #expect(shown["user"]["options"] == ["lock_password": true])
            #expect(
                try await patch(["ignore_user_inactivity": false])
                    == ["lock_password": true, "ignore_user_inactivity": false])
            #expect(try await patch(["lock_password": nil]) == ["ignore_user_inactivity": false])
            let rules: JSON = ["multi_factor_auth_rules": [["password", "totp"]]]
            #expect(try await patch(rules)["multi_factor_auth_rules"] == [["password", "totp"]])
        }
    }

    @Test(arguments: TestEngine.available) func lockedPassword(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let id = try await cloud.create(
                "users", "user", ["name": "eve", "password": "old", "options": ["lock_password": true]])
            let change: JSON = ["user": ["original_password": "old", "password": "new"]]
            let refused = try await cloud.call(.post, "/v3/users/\(id)/password", nil, change)
            #expect(refused.status == 400)
            #expect(refused.message.hasPrefix("You cannot change your password at this time due to password policy"))
            let reset: JSON = ["user": ["password": "reset"]]
            #expect(try await cloud.call(.patch, "/v3/users/\(id)", cloud.admin, reset).status == 200)
            #expect(try await cloud.signIn("eve", "reset").status == 201)
        }
    }
}
