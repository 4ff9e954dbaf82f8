import CloudHTTP
import CloudJSON
import HTTPTypes

/// The version documents, open to anybody (Identity API v3, "API versions").
struct DiscoveryAPI: Sendable {
    var routes: [Route] {
        [
            Route.get("/", "-") { request in
                .json(.multipleChoices) { writer in
                    writer.object { writer in
                        writer.field("versions") { writer in
                            writer.object { writer in
                                writer.field("values") { $0.array([request]) { Self.version($1, &$0) } }
                            }
                        }
                    }
                }.with(.location, "\(request.serviceURL)/v3/")
            }.open(),
            Route.get("/v3", "-") { request in .keystone("version") { Self.version(request, &$0) } }.open(),
        ]
    }

    private static func version(_ request: APIRequest, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", "v3.14")
            writer.field("status", "stable")
            writer.field("updated", "2020-04-07T00:00:00Z")
            writer.field("links") { writer in
                writer.array(["\(request.serviceURL)/v3/"]) { writer, url in
                    writer.object { writer in
                        writer.field("rel", "self")
                        writer.field("href", url)
                    }
                }
            }
            writer.field("media-types") { writer in
                writer.array(["application/vnd.openstack.identity-v3+json"]) { writer, type in
                    writer.object { writer in
                        writer.field("base", "application/json")
                        writer.field("type", type)
                    }
                }
            }
        }
    }
}
