import CloudJSON
import FoundationEssentials
import HTTPTypes
import TestKit
import Testing

@testable import ComputeService

/// Key pairs through the whole pipeline, and the formats of keys.
@Suite struct KeyPairTests {
    /// Made by `ssh-keygen -t ed25519`; the fingerprint by `ssh-keygen -l -E md5`.
    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINoZtwU7x+hOtiFtbQXR2y21NsakM69GzvgoLMoedjzF test@host"

    private static func body(_ name: String, _ more: [String: JSON] = [:]) -> JSON {
        ["keypair": .object(["name": .string(name)].merging(more) { $1 })]
    }

    @Test(arguments: TestEngine.available) func importsListsAndDeletes(_ engine: TestEngine) async throws {
        try await ServerCloud.with(engine, hosts: []) { cloud, _ in
            let wanted = Self.body("mine", ["public_key": .string(Self.key), "type": "ssh"])
            let made = try await cloud.send(.post, "/os-keypairs", wanted)
            #expect(made.status == 201)
            #expect(made.body["keypair"]?["user_id"] == "user-p1")
            #expect(made.body["keypair"]?["private_key"] == nil)
            #expect(try await cloud.send(.post, "/os-keypairs", wanted).message == "Key pair 'mine' already exists.")
            let list = try await cloud.send(.get, "/os-keypairs").body["keypairs"]?.array
            #expect(list?.first?["keypair"]?["name"] == "mine")
            let shown = try await cloud.send(.get, "/os-keypairs/mine").body["keypair"]
            #expect(shown?["deleted"] == false)
            #expect(shown?["fingerprint"]?.string?.split(separator: ":").count == 16)
            #expect(try await cloud.send(.get, "/os-keypairs/mine", as: "member:p2").status == 404)
            #expect(try await cloud.send(.get, "/os-keypairs/mine?user_id=user-p1", as: "member:p2").status == 403)
            #expect(try await cloud.send(.get, "/os-keypairs/mine?user_id=user-p1", as: "admin:p2").status == 200)
            #expect(try await cloud.send(.delete, "/os-keypairs/mine").status == 204)
            #expect(try await cloud.send(.delete, "/os-keypairs/mine").status == 404)
        }
    }

    @Test func generatesForOldClientsOnly() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            let made = try await cloud.send(.post, "/os-keypairs", Self.body("new"), version: "2.79")
            let secret = try #require(made.body["keypair"]?["private_key"]?.string)
            #expect(secret.hasPrefix("-----BEGIN OPENSSH PRIVATE KEY-----\n"))
            #expect(try await cloud.send(.post, "/os-keypairs", Self.body("newer"), version: "2.92").status == 400)
            #expect(try await cloud.send(.post, "/os-keypairs", Self.body("a@b.c"), version: "2.79").status == 400)
            let named = Self.body("a@b.c", ["public_key": .string(Self.key)])
            #expect(try await cloud.send(.post, "/os-keypairs", named, version: "2.92").status == 201)
            #expect(try await cloud.send(.post, "/os-keypairs", Self.body("o"), version: "2.1").status == 200)
        }
    }

    @Test func refusesWhatIsNoKey() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            for text in ["rubbish", "ssh-rsa AAAA", "ssh-rsa \(Self.key.split(separator: " ")[1])", "ssh-ed25519 !!!!"]
            {
                let answer = try await cloud.send(.post, "/os-keypairs", Self.body("x", ["public_key": .string(text)]))
                #expect(answer.message == "Keypair data is invalid: failed to generate fingerprint")
            }
            let pem: JSON = "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----"
            #expect(
                try await cloud.send(.post, "/os-keypairs", Self.body("x", ["public_key": pem, "type": "x509"])).status
                    == 400)
            #expect(
                try await cloud.send(.post, "/os-keypairs", Self.body("x", ["type": "x509"]), version: "2.79").status
                    == 501)
            #expect(try await cloud.send(.post, "/os-keypairs", Self.body("", ["public_key": "k"])).status == 400)
            #expect(try await cloud.send(.post, "/os-keypairs", Self.body(" x", ["public_key": "k"])).status == 400)
        }
    }

    @Test func limitsTheirNumber() async throws {
        try await ServerCloud.with(hosts: []) { cloud, _ in
            let limit: JSON = ["quota_set": ["key_pairs": 1]]
            #expect(try await cloud.send(.put, "/os-quota-sets/p1", limit, as: "admin:p1").status == 200)
            #expect(try await cloud.send(.post, "/os-keypairs", Self.body("a"), version: "2.79").status == 201)
            let second = try await cloud.send(.post, "/os-keypairs", Self.body("b"), version: "2.79")
            #expect(second.status == 403)
            #expect(second.message == "Quota exceeded, too many key pairs.")
        }
    }

    @Test func makesKeysThatTheFormatAllows() throws {
        let pair = SSHKeyPair(comment: "test")
        let open = try #require(SSHPublicKey(line: pair.publicKey))
        #expect(open.kind == "ssh-ed25519")
        let body = pair.privateKey.split(separator: "\n").dropFirst().dropLast().joined()
        let bytes = try #require(Data(base64Encoded: body))
        #expect(bytes.starts(with: Array("openssh-key-v1\0".utf8)))
        #expect(Array(bytes).count { $0 == 0 } > 10)
        #expect(pair.privateKey.split(separator: "\n").allSatisfy { $0.count <= 70 })
    }

    @Test func fingerprintsAsOpenSSHDoes() throws {
        let key = try #require(SSHPublicKey(line: Self.key))
        #expect(key.fingerprint == "52:46:89:e5:d2:57:b9:d4:52:33:f9:59:ed:76:65:6d")
    }
}
