import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// The five operations of any resource, its bulk creation and its tags, by its attribute map.
struct ResourceAPI<Life: Lifecycle>: Sendable {
    typealias Row = Life.Row

    let actions: ResourceActions<Life>
    let singular: String
    let plural: String

    init(_ core: NetworkCore, _ life: Life, plural: String) {
        actions = ResourceActions(core: core, life: life)
        singular = life.map.resource
        self.plural = plural
    }

    private var map: AttributeMap<Row> { actions.life.map }

    /// Its routes; `path` is the collection's name in the URL.
    func routes(_ path: String, updates: Bool = true, tags: Bool = true) -> [Route] {
        let collection = "/v2.0/\(path)"
        let one = collection + "/{id}"
        var routes: [Route] = [
            .get(collection, "get_\(singular)", list), .post(collection, "create_\(singular)", body: .any, create),
            .get(one, "get_\(singular)", show), .delete(one, "delete_\(singular)", delete),
        ]
        if updates { routes.append(.put(one, "update_\(singular)", body: .any, update)) }
        return tags ? routes + tagRoutes(one) : routes
    }

    func list(_ request: APIRequest) async throws -> Response {
        let caller = try request.caller
        try request.refuseZeroBytes()
        let query = try map.shape.query(request)
        let names = Set(request.query.items.map(\.name)).sorted()
        let special = names.map { (name: $0, values: request.query.all($0)) }
        let page = try await actions.list(query, special, caller)
        let hidden = actions.hidden(caller)
        let only = request.selectedFields
        return await .json(items: page.items.count) { writer in
            writer.object { writer in
                writer.field(plural) { writer in
                    writer.array(page.items) { map.write($1, &$0, only: only, without: hidden) }
                }
                if query.limit != nil { links(page, query, request, &writer) }
            }
        }
    }

    func show(_ request: APIRequest) async throws -> Response {
        let caller = try request.caller
        return answer(.ok, try await actions.show(request.parameter("id"), caller), request)
    }

    func create(_ request: APIRequest) async throws -> Response {
        let caller = try request.caller
        guard let bulk = request.body[plural]?.array else {
            let body = try request.member(singular)
            let rows = try await actions.create([map.creation(body)], caller)
            guard let row = rows.first else { throw Fault(500, "Nothing was created.") }
            return answer(.created, row, request)
        }
        guard !bulk.isEmpty else { throw Fault.badRequest("Resources required", code: "HTTPBadRequest") }
        let bodies = try bulk.map { item in
            guard let object = (item[singular] ?? item).object else {
                throw Fault.badRequest("Unable to find '\(singular)' in request body", code: "HTTPBadRequest")
            }
            return try map.creation(object)
        }
        let rows = try await actions.create(bodies, caller)
        let hidden = actions.hidden(caller)
        return .json(.created) { writer in
            writer.object { writer in
                writer.field(plural) { writer in
                    writer.array(rows) { map.write($1, &$0, only: nil, without: hidden) }
                }
            }
        }
    }

    func update(_ request: APIRequest) async throws -> Response {
        let values = try map.change(request.member(singular))
        let row = try await actions.update(
            request.parameter("id"), values, ifMatch: request.wantedRevision, request.caller)
        return answer(.ok, row, request)
    }

    func delete(_ request: APIRequest) async throws -> Response {
        try await actions.delete(request.parameter("id"), ifMatch: request.wantedRevision, request.caller)
        return .noContent
    }

    /// One resource as the body's only member.
    func answer(_ status: HTTPStatus, _ row: Row, _ request: APIRequest) -> Response {
        let hidden = request.optionalCaller.map(actions.hidden) ?? []
        return .json(status) { writer in
            writer.object { writer in
                writer.field(singular) { map.write(row, &$0, only: request.selectedFields, without: hidden) }
            }
        }
    }

    private func links(
        _ page: Page<Row>, _ query: ListQuery, _ request: APIRequest, _ writer: inout JSONWriter
    ) {
        var links: [(rel: String, marker: String, reversed: Bool)] = []
        if let last = page.items.last, query.reversed || page.hasMore { links.append(("next", last.id, false)) }
        if let first = page.items.first, query.reversed ? page.hasMore : query.marker != nil {
            links.append(("previous", first.id, true))
        }
        guard !links.isEmpty else { return }
        writer.field(plural + "_links") { writer in
            writer.array(links) { writer, link in
                writer.object { writer in
                    writer.field("rel", link.rel)
                    writer.field("href", request.pageLink(marker: link.marker, reversed: link.reversed))
                }
            }
        }
    }
}
