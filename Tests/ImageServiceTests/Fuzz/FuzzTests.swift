import CloudHTTP
import CloudJSON
import CloudSQL
import CloudService
import HTTPTypes
import TestKit
import Testing

@testable import ImageService

/// Every operation of the published API under requests that nobody should send: no 500, no crash, and what is refused
/// has changed nothing.
@Suite struct FuzzTests {
    @Test(arguments: TestEngine.available) func nothingBreaks(_ engine: TestEngine) async throws {
        let plan = FuzzPlan(engine)
        try await ImageRig.run(engine) { rig in
            var target = try target(rig)
            // The last ones are forgotten last: some are there to the end.
            for number in 0..<8 {
                let id = try await rig.create(["visibility": "shared", "name": .string("n\(number)")])
                if number % 2 == 0 { _ = try await rig.upload(id, [1, 2, 3]) }
                target.fitting["image_id", default: []].append(id)
            }
            let problems = try await FuzzRun.problems(of: target, requests: plan.requests, seed: plan.seed)
            for problem in problems { Issue.record("\(problem)") }
        }
    }

    private func target(_ rig: ImageRig) throws -> FuzzTarget {
        var target = FuzzTarget(
            rig.pipeline.api, try operations(), administrator: "owner", others: ["admin", "reader", "other"],
            outsider: "nobody")
        // Who may nothing sees nothing, but may ask what the API is like.
        target.isOpen = { $0.path.contains("/schemas/") || $0.path.hasPrefix("/v2/info/") }
        target.headers = [.range: [nil, "bytes=0-3", "bytes=-1", "bytes=9-2", "bytes=0-99999999999999999999"]]
        target.changes = try FuzzPlan.changes(at: rig.database.location)
        // What comes in is kept apart before it is known to be good, and deleted images are swept meanwhile.
        target.leavesTraces = { _ in true }
        target.parameters += ["sort", "sort_dir", "size_min", "size_max", "tag", "x", "created_at", "updated_at"]
        target.fitting = [
            "disk_format": ["raw", "qcow2", "iso"], "container_format": ["bare", "ovf"],
            "visibility": ["private", "shared", "public", "community", "all"], "tag_value": ["a", "b"],
            "member_id": ["p1", "p2"], "member": ["p1", "p2"], "owner": ["p1", "p2"], "tag": ["a", "b"],
            "path": [
                "/name", "/tags", "/visibility", "/x", "/tags/-", "/tags/0", "/locations", "/min_disk", "/os_hidden",
                "/protected", "/id", "", "/", "/~0~1~2", "/a/b",
            ],
            "value": ["public", "x", "raw"], "sort": ["name:asc", "size,id:desc", "x:y:z", "name:asc,name:desc"],
            "sort_key": ["name", "size", "created_at"], "sort_dir": ["asc", "desc"], "limit": ["1", "0", "-1", "1e3"],
            "size_min": ["1", "-1"], "size_max": ["99999999999999999999"], "member_status": ["accepted", "all"],
            "created_at": ["gt:2026-01-01T00:00:00Z", "lte:9999-12-31T23:59:59Z", "eq:0001-01-01T00:00:00Z", "neq:x"],
            "updated_at": ["lt:2026-13-01T00:00:00Z", "gte:2026-01-01T00:00:00+23:59"], "name": ["in:a,b", "n1"],
            "status": ["accepted", "pending", "rejected", "active", "queued"], "kernel_id": ["in:\"a"],
        ]
        target.aliases = ["image_id": ["marker", "id"]]
        return target
    }

    /// The description has no schemas for the bodies of members.
    private func operations() throws -> [FuzzOperation] {
        try FuzzOperation.all(of: "image").map { operation in
            var changed = operation
            let text: JSON = ["kinds": ["string"]]
            if operation.path.contains("/members"), operation.body != nil {
                let member = operation.method == "POST" ? "member" : "status"
                changed.body = ["kinds": ["object"], "members": .object([member: text]), "required": [.string(member)]]
            }
            if operation.path.hasSuffix("/stage") { (changed.body, changed.media) = (nil, "application/octet-stream") }
            return changed.requiring(["disk_format", "container_format"])
        }
    }
}
