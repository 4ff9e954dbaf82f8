import CloudCore
import CloudHTTP
import CloudJSON

extension JSONWriter {
    /// `flavors_links` and the like: where the next page is, when there is one.
    mutating func nextLink<Item: Sendable>(
        _ name: String, _ page: Page<Item>, _ request: APIRequest, marker: (Item) -> String
    ) {
        guard let next = request.nextURL(after: page, marker: marker) else { return }
        field(name + "_links", [["rel": "next", "href": next]])
    }

    /// A resource's two addresses.
    mutating func links(_ path: String, _ request: APIRequest) {
        field("links") { writer in
            writer.array([("self", "/v2.1"), ("bookmark", "")]) { writer, link in
                writer.object { writer in
                    writer.field("rel", link.0)
                    writer.field("href", request.serviceURL + link.1 + path)
                }
            }
        }
    }
}
