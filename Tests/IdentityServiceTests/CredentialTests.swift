import CloudCore
import CloudJSON
import CloudSQL
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import IdentityService

@Suite struct CredentialTests {
    private static let path = "/v3/credentials"

    private func body(_ user: String, _ blob: String, type: String = "cert", project: String? = nil) -> JSON {
        var members: [String: JSON] = ["user_id": .string(user), "blob": .string(blob), "type": .string(type)]
        members["project_id"] = project.map { .string($0) }
        return ["credential": .object(members)]
    }

    @Test(arguments: TestEngine.available) func resource(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let bob = try await cloud.person("bob")
            var created = try await cloud.call(.post, Self.path, alice.token, body(alice.user, "one"))
            #expect(created.status == 201 && created["credential"]["blob"] == "one")
            #expect(created["credential"]["type"] == "cert" && created["credential"]["project_id"] == .null)
            let id = try #require(created["credential"]["id"]?.string)
            let one = Self.path + "/" + id
            #expect(created["credential"]["links"]?["self"] == .string("http://cloud:5000/identity\(one)"))
            created = try await cloud.call(.post, Self.path, cloud.admin, body(bob.user, "two", type: "totp"))
            #expect(created.status == 201)
            #expect(try await cloud.call(.post, Self.path, bob.token, body(alice.user, "x")).status == 403)
            for token in [alice.token, cloud.admin] {
                #expect(try await cloud.call(.get, one, token)["credential"]["blob"] == "one")
            }
            #expect(try await cloud.call(.get, one, bob.token).status == 403)
            let missing = try await cloud.call(.get, Self.path + "/nothing", cloud.admin)
            #expect(missing.status == 404 && missing.message == "Could not find credential: nothing.")

            func blobs(_ token: String, _ query: String = "") async throws -> Set<String> {
                let list = try await cloud.call(.get, Self.path + query, token)["credentials"].array ?? []
                return Set(list.compactMap { $0["blob"]?.string })
            }
            #expect(try await blobs(cloud.admin) == ["one", "two"])
            #expect(try await blobs(alice.token) == ["one"])
            #expect(try await blobs(bob.token) == ["two"])
            #expect(try await blobs(cloud.admin, "?type=totp") == ["two"])
            #expect(try await blobs(cloud.admin, "?user_id=\(alice.user)") == ["one"])
            #expect(try await blobs(bob.token, "?user_id=\(alice.user)") == [])

            let change: JSON = ["credential": ["blob": "three", "note": "kept"]]
            #expect(try await cloud.call(.patch, one, bob.token, change).status == 403)
            let updated = try await cloud.call(.patch, one, alice.token, change)
            #expect(updated["credential"]["blob"] == "three" && updated["credential"]["note"] == "kept")
            let stolen: JSON = ["credential": ["user_id": .string(bob.user)]]
            #expect(try await cloud.call(.patch, one, alice.token, stolen).status == 403)
            #expect(try await cloud.call(.patch, Self.path + "/nothing", cloud.admin, change).status == 404)
            #expect(try await cloud.call(.delete, one, bob.token).status == 403)
            #expect(try await cloud.call(.delete, one, alice.token).status == 204)
            #expect(try await cloud.call(.delete, one, cloud.admin).status == 404)
            #expect(try await cloud.call(.get, Self.path).status == 401)
        }
    }

    @Test(arguments: TestEngine.available) func malformed(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let user = cloud.outcome.adminUserID
            let project = cloud.outcome.adminProjectID
            let bodies: [JSON] = [
                [:], ["credential": [:]], ["credential": ["type": "cert", "blob": "x"]],
                ["credential": ["user_id": .string(user), "type": "cert", "blob": ["a": 1]]],
                body(user, #"{"access": "a", "secret": "b"}"#, type: "ec2"),
                body(user, "no json", type: "ec2", project: project),
                body(user, "[]", type: "ec2", project: project),
                body(user, #"{"secret": "b"}"#, type: "ec2", project: project),
                body(user, #"{"access": 5}"#, type: "ec2", project: project),
                body(user, #"{"access": "a", "trust_id": "t"}"#, type: "ec2", project: project),
                body(user, String(repeating: "x", count: 65536)),
            ]
            for body in bodies { #expect(try await cloud.call(.post, Self.path, cloud.admin, body).status == 400) }
            let words = try await cloud.call(
                .post, Self.path, cloud.admin, self.body(user, "{", type: "ec2", project: project))
            #expect(words.message == "Invalid blob in credential")
            #expect(try await cloud.call(.get, Self.path, cloud.admin)["credentials"].array?.isEmpty == true)
        }
    }

    /// An EC2 key is found by the digest of its access key, and cannot be made into something else.
    @Test(arguments: TestEngine.available) func ec2Keys(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let alice = try await cloud.person("alice")
            let blob = #"{"access": "key", "secret": "s", "trust_id": null}"#
            let wanted = body(alice.user, blob, type: "ec2", project: alice.project)
            let created = try await cloud.call(.post, Self.path, alice.token, wanted)
            let id = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"
            #expect(created.status == 201 && created["credential"]["id"] == .string(id))
            #expect(created["credential"]["blob"] == .string(blob), "it stays as its owner wrote it")
            #expect(try await cloud.call(.post, Self.path, alice.token, wanted).status == 409)
            func change(_ members: JSON) async throws -> IdentityFixture.Answer {
                try await cloud.call(.patch, Self.path + "/" + id, alice.token, ["credential": members])
            }
            #expect(try await change(["type": "cert"]).message == "type can not be updated for credential")
            let bound = try await change(["blob": #"{"access": "key", "secret": "s", "app_cred_id": "x"}"#])
            #expect(bound.status == 400 && bound.message == "app_cred_id can not be updated for credential")
            #expect(try await change(["blob": "{"]).status == 400)
            #expect(try await change(["blob": #"{"access": "key", "secret": "other"}"#]).status == 200)
        }
    }

    @Test(arguments: TestEngine.available) func goWithTheirOwners(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            for (index, path) in ["users", "projects"].enumerated() {
                let person = try await cloud.person("person\(index)")
                let id = index == 0 ? person.user : person.project
                _ = try await cloud.call(
                    .post, Self.path, cloud.admin, body(person.user, "x", project: person.project))
                #expect(try await cloud.call(.get, Self.path, cloud.admin)["credentials"].array?.count == 1)
                #expect(try await cloud.call(.delete, "/v3/\(path)/\(id)", cloud.admin).status == 204)
                #expect(try await cloud.call(.get, Self.path, cloud.admin)["credentials"] == [])
            }
            let domain = try await cloud.create("domains", "domain", ["name": "d"])
            let user = try await cloud.create("users", "user", ["name": "u", "domain_id": .string(domain)])
            _ = try await cloud.call(.post, Self.path, cloud.admin, body(user, "x"))
            let path = "/v3/domains/\(domain)"
            _ = try await cloud.call(.patch, path, cloud.admin, ["domain": ["enabled": false]])
            #expect(try await cloud.call(.delete, path, cloud.admin).status == 204)
            #expect(try await cloud.call(.get, Self.path, cloud.admin)["credentials"] == [])
        }
    }

    /// No text of the database holds the secret; a rotation waits for the last migration, and no blob is lost.
    @Test(arguments: TestEngine.available) func sealedAtRest(_ engine: TestEngine) async throws {
        try await IdentityFixture.run(engine) { cloud in
            let planted = IdentityFixture.planted
            var ids: [String] = []
            for index in 0..<3 {
                let answer = try await cloud.call(
                    .post, Self.path, cloud.admin, body(cloud.outcome.adminUserID, "\(planted)\(index)"))
                ids.append(answer["credential"]["id"]?.string ?? "")
            }
            let rows = try await cloud.role.store.read { try $0.table(SealedCredential.self).list() }
            #expect(rows.count == 3 && rows.allSatisfy { !$0.sealedBlob.contains(planted) })
            #expect(Set(rows.map(\.sealedBlob)).count == 3)
            let vault = cloud.role.base.vault
            #expect(try await vault.migrate() == 0)
            try await vault.rotate()
            await #expect(throws: Fault.self) { try await vault.rotate() }
            #expect(try await cloud.call(.get, "\(Self.path)/\(ids[0])", cloud.admin).status == 200)
            #expect(try await vault.migrate() == 3)
            for _ in 0..<3 {
                try await vault.rotate()
                #expect(try await vault.migrate() == 3)
            }
            for (index, id) in ids.enumerated() {
                let blob = try await cloud.call(.get, "\(Self.path)/\(id)", cloud.admin)["credential"]["blob"]
                #expect(blob == .string("\(planted)\(index)"))
            }
            let folder = cloud.folder + "/identity/credential-keys"
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
            #expect(cloud.log.withLock { $0.allSatisfy { !$0.contains(planted) } })
        }
    }

    /// Keystone's null key is known to everybody: nothing starts with it.
    @Test func nullKeysAreRefused() async throws {
        try await IdentityFixture.run(.sqlite) { cloud in
            let folder = cloud.folder + "/identity/credential-keys"
            let null = String(repeating: "A", count: 43) + "="
            try KeyFolder(path: folder).replace("1", null)
            #expect(throws: Fault.self) { try cloud.role.base.vault.keys.prepare() }
            let answer = try await cloud.call(
                .post, Self.path, cloud.admin, body(cloud.outcome.adminUserID, "x"))
            #expect(answer.status == 503)
        }
    }
}
