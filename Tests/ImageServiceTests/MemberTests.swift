import CloudJSON
import HTTPTypes
import TestKit
import Testing

@testable import ImageService

@Suite struct MemberTests {
    @Test(arguments: TestEngine.available)
    func visibilityDecidesWhoSees(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            // Who may show it by its id; whose list it stands in.
            let matrix: [(String, show: [String], list: [String])] = [
                ("private", ["owner", "reader", "admin"], ["owner", "reader", "admin"]),
                ("shared", ["owner", "reader", "admin"], ["owner", "reader", "admin"]),
                ("community", ["owner", "reader", "other", "third", "admin"], ["owner", "reader"]),
                (
                    "public", ["owner", "reader", "other", "third", "admin"],
                    ["owner", "reader", "other", "third", "admin"]
                ),
            ]
            for (visibility, show, list) in matrix {
                let id = try await rig.create(
                    ["name": .string(visibility), "visibility": .string(visibility), "owner": "p1"], as: "admin")
                for user in ["owner", "reader", "other", "third", "admin"] {
                    let shown = try await rig.show(id, as: user).status == 200
                    #expect(shown == show.contains(user), "\(visibility) \(user)")
                    let listed = try await rig.send(.get, "/v2/images", as: user).names.contains(visibility)
                    #expect(listed == list.contains(user), "\(visibility) \(user) list")
                }
                #expect(
                    try await rig.send(.delete, "/v2/images/\(id)", as: "other").status
                        == (show.contains("other") ? 403 : 404))
            }
            #expect(try await rig.send(.get, "/v2/images?visibility=community", as: "other").names == ["community"])
            #expect(try await rig.send(.get, "/v2/images?visibility=all", as: "admin").names.count == 4)
            #expect(try await rig.send(.get, "/v2/images", as: "nobody").status == 403)
        }
    }

    @Test(arguments: TestEngine.available)
    func membersAcceptAndReject(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create(["name": "shared"])
            let path = "/v2/images/\(id)/members"
            let added = try await rig.send(.post, path, ["member": "p2"])
            #expect(
                added.status == 200 && added["status"] == "pending" && added["member_id"] == "p2"
                    && added["image_id"] == .string(id))
            #expect(added["schema"] == "/v2/schemas/member")
            let twice = try await rig.send(.post, path, ["member": "p2"])
            #expect(twice.status == 409 && twice.has("Image member p2 already exists for image \(id)"))
            #expect(try await rig.send(.post, path, ["member": "p3"]).status == 200)

            #expect(try await rig.show(id, as: "other").status == 200)
            #expect(try await rig.send(.get, "/v2/images", as: "other").names == [])
            #expect(try await rig.send(.get, "/v2/images?member_status=pending", as: "other").names == ["shared"])
            #expect(
                try await rig.send(.get, "/v2/images?member_status=all&visibility=shared", as: "other").names == [
                    "shared"
                ])

            #expect(try await rig.send(.put, path + "/p2", ["status": "accepted"]).status == 403)
            #expect(try await rig.send(.put, path + "/p2", as: "third", ["status": "accepted"]).status == 404)
            #expect(try await rig.send(.put, path + "/p2", as: "other", ["status": "glad"]).status == 400)
            #expect(try await rig.send(.put, path + "/p2", as: "other", [:]).status == 400)
            let accepted = try await rig.send(.put, path + "/p2", as: "other", ["status": "accepted"])
            #expect(accepted.status == 200 && accepted["status"] == "accepted")
            #expect(try await rig.send(.get, "/v2/images", as: "other").names == ["shared"])
            #expect(try await rig.send(.put, path + "/p2", as: "other", ["status": "rejected"]).status == 200)
            #expect(try await rig.send(.get, "/v2/images", as: "other").names == [])

            let all = try await rig.send(.get, path)
            #expect((all["members"].array ?? []).compactMap { $0["member_id"]?.string }.sorted() == ["p2", "p3"])
            let own = try await rig.send(.get, path, as: "other")
            #expect((own["members"].array ?? []).compactMap { $0["member_id"]?.string } == ["p2"])
            #expect(try await rig.send(.get, path + "/p3", as: "other").status == 404)
            #expect(try await rig.send(.get, path + "/p2", as: "other").status == 200)
            #expect(try await rig.send(.get, path + "/p9").has("p9 not found in the member list of the image \(id)"))

            #expect(try await rig.send(.post, path, as: "other", ["member": "p9"]).status == 403)
            #expect(try await rig.send(.delete, path + "/p2", as: "other").status == 403)
            #expect(try await rig.send(.delete, path + "/p2").status == 204)
            #expect(try await rig.send(.delete, path + "/p2").status == 404)
            #expect(try await rig.show(id, as: "other").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func onlySharedImagesHaveMembers(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create(["visibility": "private"])
            let refused = try await rig.send(.post, "/v2/images/\(id)/members", ["member": "p2"])
            #expect(refused.status == 403 && refused.has("Only shared images have members."))
            let shared = try await rig.create()
            for body: JSON in [[:], ["member": 5], ["member": ""], [1]] {
                #expect(try await rig.send(.post, "/v2/images/\(shared)/members", body).status == 400, "\(body.text)")
            }
            #expect(try await rig.send(.get, "/v2/images/nothing/members").status == 404)
        }
    }

    @Test(arguments: TestEngine.available)
    func tagsComeAndGo(_ engine: TestEngine) async throws {
        try await ImageRig.run(engine) { rig in
            let id = try await rig.create()
            for _ in 0..<2 { #expect(try await rig.send(.put, "/v2/images/\(id)/tags/a%20b").status == 204) }
            #expect(try await rig.show(id)["tags"] == ["a b"])
            #expect(
                try await rig.send(.put, "/v2/images/\(id)/tags/" + String(repeating: "x", count: 256)).status == 400)
            #expect(try await rig.send(.put, "/v2/images/\(id)/tags/%00").status == 400)
            #expect(try await rig.send(.put, "/v2/images/\(id)/tags/x", as: "reader").status == 403)
            #expect(try await rig.send(.delete, "/v2/images/\(id)/tags/a%20b").status == 204)
            #expect(try await rig.send(.delete, "/v2/images/\(id)/tags/a%20b").status == 404)
        }
    }
}
