import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

extension Response {
    /// A collection as Keystone writes it: the items, and links to itself and its neighbours.
    static func keystoneList<Item: Sendable>(
        _ name: String, _ page: Page<Item>, _ request: APIRequest, marker: ((Item) -> String)? = nil,
        _ each: (inout JSONWriter, Item) throws -> Void
    ) async rethrows -> Response {
        try await .json(items: page.items.count) { writer in
            try writer.object { writer in
                try writer.field(name) { try $0.array(page.items, each) }
                if page.hasMore { writer.field("truncated", true) }
                writer.field("links") { writer in
                    writer.object { writer in
                        writer.field("self", request.selfURL)
                        writer.field("previous", String?.none)
                        writer.field("next", marker.flatMap { request.nextURL(after: page, marker: $0) })
                    }
                }
            }
        }
    }

    /// A collection that is given whole.
    static func keystoneList<Item: Sendable>(
        _ name: String, _ items: [Item], _ request: APIRequest, _ each: (inout JSONWriter, Item) throws -> Void
    ) async rethrows -> Response {
        try await keystoneList(name, Page(items), request, marker: nil, each)
    }

    /// Resources that were made together.
    static func keystoneMade<Item>(
        _ name: String, _ items: [Item], _ each: (inout JSONWriter, Item) throws -> Void
    ) rethrows -> Response {
        try keystone(name, .created) { try $0.array(items, each) }
    }

    /// One resource under its name.
    static func keystone(
        _ name: String, _ status: HTTPStatus = .ok, _ body: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        try .json(status) { writer in try writer.object { writer in try writer.field(name, body) } }
    }
}

extension JSONWriter {
    /// What the client stored beside the known members, then the link to the resource.
    mutating func extra(_ members: [String: JSON], self url: String) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { field(name, value) }
        links(self: url)
    }

    /// The link to what is written, alone.
    mutating func links(self url: String) {
        field("links") { writer in writer.object { $0.field("self", url) } }
    }
}
