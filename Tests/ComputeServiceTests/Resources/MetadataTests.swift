import CloudHTTP
import CloudJSON
import CloudObservability
import Crypto
import FoundationEssentials
import HTTPTypes
import NIOCore
import TestKit
import Testing

@testable import ComputeService

/// What guests ask of themselves, through the whole pipeline.
@Suite struct MetadataTests {
    private static let secret = "hush"

    private static func signature(_ id: String, _ secret: String = secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private static func get(
        _ path: String, _ id: String, _ pipeline: Pipeline, project: String = "p1", signature: String? = nil
    ) async throws -> (status: Int, text: String) {
        let headers: HTTPFields = [
            .named("X-Instance-ID"): id, .named("X-Tenant-ID"): project,
            .named("X-Instance-ID-Signature"): signature ?? Self.signature(id),
        ]
        let response = await pipeline.respond(to: Request(.get, "/metadata" + path, headers: headers))
        let body = try await response.body.collect(upTo: 1 << 20)
        return (response.status.code, String(decoding: body.readableBytesView, as: UTF8.self))
    }

    private static func pipeline(_ cloud: ServerCloud) -> Pipeline {
        let observability = Observability(
            log: .silent, metrics: Metrics(), tracer: Tracer(service: "test", sink: cloud.spans))
        return Pipeline(.metadata(cloud.database, secret: secret, zone: "nova"), observability: observability)
    }

    @Test func tellsGuestsOfThemselves() async throws {
        try await ServerCloud.with { cloud, _ in
            let pipeline = Self.pipeline(cloud)
            let key: JSON = ["keypair": ["name": "mine"]]
            #expect(try await cloud.send(.post, "/os-keypairs", key, version: "2.79").status == 201)
            let userData = Data("#!/bin/sh\necho hello\n".utf8).base64EncodedString()
            let id = try await cloud.booted([
                "key_name": "mine", "user_data": .string(userData), "metadata": ["role": "web"], "name": "web1",
            ])
            let answer = try await Self.get("/openstack/latest/meta_data.json", id, pipeline)
            #expect(answer.status == 200)
            let body = try JSON(parsing: Array(answer.text.utf8))
            #expect(body["uuid"]?.string == id)
            #expect(body["hostname"] == "web1")
            #expect(body["meta"] == ["role": "web"])
            #expect(body["public_keys"]?["mine"]?.string?.hasPrefix("ssh-ed25519 ") == true)
            #expect(body["admin_pass"] == nil)
            #expect(
                try await Self.get("/openstack/2015-10-15/user_data", id, pipeline).text == "#!/bin/sh\necho hello\n")
            #expect(try await Self.get("/latest/user-data", id, pipeline).text == "#!/bin/sh\necho hello\n")
            let network = try await Self.get("/openstack/latest/network_data.json", id, pipeline)
            #expect(try JSON(parsing: Array(network.text.utf8))["links"]?.array?.count == 1)
            #expect(try await Self.get("/openstack/2012-08-10", id, pipeline).text == "meta_data.json\nuser_data")
            #expect(try await Self.get("/openstack", id, pipeline).text.hasSuffix("latest"))
            #expect(try await Self.get("/", id, pipeline).text.contains("2009-04-04"))
            #expect(try await Self.get("/openstack/latest/vendor_data.json", id, pipeline).text == "{}")
        }
    }

    @Test func speaksAmazonsFormat() async throws {
        try await ServerCloud.with { cloud, _ in
            let pipeline = Self.pipeline(cloud)
            let key: JSON = ["keypair": ["name": "mine"]]
            #expect(try await cloud.send(.post, "/os-keypairs", key, version: "2.79").status == 201)
            let id = try await cloud.booted(["key_name": "mine"])
            func text(_ path: String) async throws -> String { try await Self.get("/latest" + path, id, pipeline).text }
            #expect(try await text("/meta-data/instance-id") == "i-00000001")
            #expect(try await text("/meta-data/instance-type") == "m1.tiny")
            #expect(try await text("/meta-data/public-keys/") == "0=mine")
            #expect(try await text("/meta-data/public-keys/0") == "openssh-key")
            #expect(try await text("/meta-data/public-keys/0/openssh-key").hasPrefix("ssh-ed25519 "))
            #expect(try await !text("/meta-data/placement/availability-zone").isEmpty)
            #expect(try await !text("/meta-data/local-ipv4").isEmpty)
            #expect(try await text("/meta-data").split(separator: "\n").contains("block-device-mapping/"))
            #expect(try await Self.get("/2009-04-04/meta-data/", id, pipeline).status == 200)
            #expect(try await Self.get("/latest/user-data", id, pipeline).status == 404)
            #expect(try await Self.get("/latest/meta-data/nothing", id, pipeline).status == 404)
            #expect(try await Self.get("/1066-10-14", id, pipeline).status == 404)
        }
    }

    @Test func answersNobodyElse() async throws {
        try await ServerCloud.with { cloud, _ in
            let pipeline = Self.pipeline(cloud)
            let id = try await cloud.booted()
            let path = "/openstack/latest/meta_data.json"
            #expect(try await Self.get(path, id, pipeline, signature: "").status == 403)
            #expect(try await Self.get(path, id, pipeline, signature: "zz").status == 403)
            #expect(try await Self.get(path, id, pipeline, signature: Self.signature(id, "other")).status == 403)
            #expect(try await Self.get(path, id, pipeline, signature: Self.signature("other")).status == 403)
            #expect(try await Self.get(path, id, pipeline, project: "p2").status == 404)
            #expect(try await Self.get(path, "none", pipeline).status == 404)
            let bare = await pipeline.respond(to: Request(.get, "/metadata" + path))
            #expect(bare.status == .badRequest)
            let open = Pipeline(
                .metadata(cloud.database, secret: "", zone: "nova"),
                observability: Observability(
                    log: .silent, metrics: Metrics(), tracer: Tracer(service: "t", sink: cloud.spans)))
            #expect(try await Self.get(path, id, open, signature: Self.signature(id, "")).status == 403)
        }
    }
}
