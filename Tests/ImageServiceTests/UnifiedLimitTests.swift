import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ImageService

/// `image.use_keystone_limits`: limits are identity's.
@Suite struct UnifiedLimitTests {
    private func with(
        _ engine: TestEngine = .sqlite, _ body: (ImageRig, StubLimits) async throws -> Void
    ) async throws {
        let limits = StubLimits()
        limits.set {
            $0.registered = [
                "image_size_total": 10, "image_stage_total": 10, "image_count_total": 10, "image_count_uploading": 10,
            ]
        }
        // The configured quotas count no more.
        let settings = ["image.use_keystone_limits": "true", "image.storage_quota": "1", "image.count_quota": "0"]
        try await ImageRig.run(engine, settings: settings, limits: limits) { try await body($0, limits) }
    }

    private static let mebibyte = [UInt8](repeating: 7, count: 1 << 20)

    @Test(arguments: TestEngine.available) func count(_ engine: TestEngine) async throws {
        try await with(engine) { rig, limits in
            limits.set { $0.limits = ["p1": ["image_count_total": 1]] }
            let first = try await rig.create()
            let over = try await rig.send(.post, "/v2/images", ["name": "second"])
            #expect(over.status == 413)
            #expect(
                over.text.contains(
                    "Project p1 is over a limit for [Resource image_count_total is over limit of 1 due to current "
                        + "usage 1 and delta 1]"))
            #expect(try await rig.send(.post, "/v2/images", as: "other", ["name": "theirs"]).status == 201)
            #expect(try await rig.send(.delete, "/v2/images/\(first)").status == 204)
            _ = try await rig.create()
        }
    }

    /// How much will come is not known: what is too much is found at the next upload.
    @Test(arguments: TestEngine.available) func size(_ engine: TestEngine) async throws {
        try await with(engine) { rig, limits in
            limits.set { $0.limits = ["p1": ["image_size_total": 1]] }
            for expected in [204, 204, 413] {
                let id = try await rig.create()
                #expect(try await rig.upload(id, Self.mebibyte).status == expected)
            }
            limits.set { $0.limits = ["p1": ["image_size_total": 2]] }
            #expect(try await rig.upload(try await rig.create(), Self.mebibyte).status == 204)
            #expect(try await rig.upload(try await rig.create(), Self.mebibyte).status == 413)
        }
    }

    @Test(arguments: TestEngine.available) func staging(_ engine: TestEngine) async throws {
        try await with(engine) { rig, limits in
            limits.set { $0.limits = ["p1": ["image_stage_total": 1, "image_count_uploading": 3]] }
            var staged: [String] = []
            for expected in [204, 204, 413] {
                let id = try await rig.create()
                #expect(try await rig.upload(id, Self.mebibyte, to: "stage").status == expected)
                staged.append(id)
            }
            limits.set { $0.limits = ["p1": ["image_count_uploading": 2]] }
            let refused = try await rig.upload(staged[2], Self.mebibyte, to: "stage")
            #expect(refused.status == 413 && refused.text.contains("image_count_uploading is over limit of 2"))
            #expect(try await rig.upload(staged[2], Self.mebibyte).status == 413)
            let shown = try await rig.send(.get, "/v2/images/\(staged[2])")
            #expect(shown["status"] == "queued")
            let body: JSON = ["method": ["name": "glance-direct"]]
            #expect(try await rig.send(.post, "/v2/images/\(staged[0])/import", body).status == 202)
            #expect(try await rig.upload(staged[2], Self.mebibyte).status == 204)
        }
    }

    @Test func usage() async throws {
        try await with { rig, limits in
            limits.set { $0.limits = ["p1": ["image_count_total": 5]] }
            #expect(try await rig.upload(try await rig.create(), Self.mebibyte).status == 204)
            #expect(try await rig.upload(try await rig.create(), Self.mebibyte, to: "stage").status == 204)
            let usage = try await rig.send(.get, "/v2/info/usage")["usage"]
            #expect(usage["image_size_total"] == ["limit": 10, "usage": 1])
            #expect(usage["image_stage_total"] == ["limit": 10, "usage": 1])
            #expect(usage["image_count_total"] == ["limit": 5, "usage": 2])
            #expect(usage["image_count_uploading"] == ["limit": 10, "usage": 1])
        }
    }

    @Test func nothingIsAllowedWithoutIdentity() async throws {
        try await with { rig, limits in
            let id = try await rig.create()
            limits.set { $0.isOut = true }
            #expect(try await rig.send(.post, "/v2/images", ["name": "x"]).status == 503)
            #expect(try await rig.upload(id, [1]).status == 503)
            #expect(try await rig.upload(id, [1], to: "stage").status == 503)
            #expect(try await rig.send(.get, "/v2/images/\(id)")["status"] == "queued")
        }
    }
}
