import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/v2/images` (Image API v2, "Images").
struct ImageAPI: Sendable {
    let actions: ImageActions
    let storeID: String
    let importMethods: [String]

    func create(_ request: APIRequest) async throws -> Response {
        let image = try await actions.create(draft(request.body), request.caller)
        return answer(.created, image)
            .with(.location, "\(request.serviceURL)/v2/images/\(image.id)")
            .with(.named("OpenStack-image-import-methods"), importMethods.joined(separator: ","))
            .with(.named("OpenStack-image-store-ids"), storeID)
    }

    func list(_ request: APIRequest) async throws -> Response {
        let settings = actions.settings
        let listing = try ImageListing(request, defaultPage: settings.defaultPage, maximumPage: settings.maximumPage)
        let page = try await listing.query.page {
            try await actions.list($0, listing.scope, listing.memberStatus, and: listing.filters, request.caller)
        }
        return .json { writer in
            writer.object { writer in
                writer.field("images") { writer in writer.array(page.items) { $0.image($1, storeID: storeID) } }
                writer.field("first", Self.address(request, marker: nil))
                if page.hasMore, let last = page.items.last {
                    writer.field("next", Self.address(request, marker: last.id))
                }
                writer.field("schema", "/v2/schemas/images")
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        answer(.ok, try await actions.show(request.parameter("image_id"), request.caller))
    }

    func update(_ request: APIRequest) async throws -> Response {
        let changes = try await ImagePatch.read(request)
        return answer(.ok, try await actions.update(request.parameter("image_id"), changes, request.caller))
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("image_id"), request.caller)
        return .noContent
    }

    func deactivate(_ request: APIRequest) async throws -> Response {
        try await actions.deactivate(request.parameter("image_id"), request.caller)
        return .noContent
    }

    func reactivate(_ request: APIRequest) async throws -> Response {
        try await actions.reactivate(request.parameter("image_id"), request.caller)
        return .noContent
    }

    private func answer(_ status: HTTPStatus, _ image: Image) -> Response {
        .json(status) { $0.image(image, storeID: storeID) }
    }

    /// Glance's links are paths below the endpoint.
    private static func address(_ request: APIRequest, marker: String?) -> String {
        let items = request.query.items.filter { $0.name != "marker" } + (marker.map { [("marker", $0)] } ?? [])
        return "/v2/images" + (items.isEmpty ? "" : "?" + Query(items: items).text)
    }

    private func draft(_ body: JSON) throws -> ImageDraft {
        var members = body.object ?? [:]
        for name in members.keys.sorted() {
            try ImageAttributes.requireWritable(name, creating: true)
            try ImageSchema.requireName(name)
        }
        func take(_ name: String) -> JSON { members.removeValue(forKey: name) ?? .null }
        var draft = ImageDraft(id: take("id").string?.lowercased(), name: take("name").string)
        draft.visibility = take("visibility").string.flatMap(ImageVisibility.init)
        draft.owner = take("owner").string
        draft.diskFormat = take("disk_format").string
        draft.containerFormat = take("container_format").string
        draft.minDisk = take("min_disk").integer
        draft.minRAM = take("min_ram").integer
        draft.protected = take("protected").bool
        draft.osHidden = take("os_hidden").bool
        draft.tags = take("tags").strings ?? []
        draft.properties = members.compactMapValues(\.string)
        return draft
    }
}
