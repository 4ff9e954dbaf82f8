import CloudHTTP
import CloudJSON

/// The documents that tell which versions there are; open to anybody.
struct VersionsAPI: Sendable {
    var routes: [Route] {
        [Route.get("/", "-", versions).open(), Route.get("/v2.0", "-", resources).open()]
    }

    private func versions(_ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("versions") { writer in
                    writer.array(["v2.0"]) { writer, id in
                        writer.object { writer in
                            writer.field("id", id)
                            writer.field("status", "CURRENT")
                            writer.field("links") { writer in
                                writer.array(["\(request.serviceURL)/v2.0/"]) { link($1, &$0) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func resources(_ request: APIRequest) -> Response {
        let names = [
            "networks", "subnets", "ports", "routers", "floatingips", "security-groups", "security-group-rules",
            "quotas",
            "agents", "extensions", "availability_zones", "network-ip-availabilities", "service-providers",
        ]
        return .json { writer in
            writer.object { writer in
                writer.field("resources") { writer in
                    writer.array(names) { writer, name in
                        writer.object { writer in
                            writer.field("name", String(name.dropLast()).replacing("-", with: "_"))
                            writer.field("collection", name.replacing("-", with: "_"))
                            writer.field("links") { writer in
                                writer.array(["\(request.serviceURL)/v2.0/\(name)"]) { link($1, &$0) }
                            }
                        }
                    }
                }
            }
        }
    }

    private func link(_ href: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("href", href)
            writer.field("rel", "self")
        }
    }
}
