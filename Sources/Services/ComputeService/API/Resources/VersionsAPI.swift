import CloudHTTP
import CloudJSON

/// The documents by which clients find out what this API speaks; open to anybody.
struct VersionsAPI: Sendable {
    let microversions: MicroversionRange

    /// One version of the API.
    private struct Version {
        var id: String
        var status: String
        var path: String
        var maximum: String
        var minimum: String
        var updated: String
    }

    private var versions: [Version] {
        [
            Version(
                id: "v2.0", status: "SUPPORTED", path: "/v2/", maximum: "", minimum: "", updated: "2011-01-21T11:33:21Z"
            ),
            Version(
                id: "v2.1", status: "CURRENT", path: "/v2.1/", maximum: "\(microversions.maximum)",
                minimum: "\(microversions.minimum)", updated: "2013-07-23T11:33:21Z"),
        ]
    }

    func list(_ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("versions") { writer in
                    writer.array(versions) { writer, version in write(version, request, isWhole: false, &writer) }
                }
            }
        }
    }

    func showOld(_ request: APIRequest) -> Response { answer(versions[0], request) }
    func show(_ request: APIRequest) -> Response { answer(versions[1], request) }

    private func answer(_ version: Version, _ request: APIRequest) -> Response {
        .json { writer in
            writer.object { writer in
                writer.field("version") { write(version, request, isWhole: true, &$0) }
            }
        }
    }

    private func write(_ version: Version, _ request: APIRequest, isWhole: Bool, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", version.id)
            writer.field("status", version.status)
            writer.field("version", version.maximum)
            writer.field("min_version", version.minimum)
            writer.field("updated", version.updated)
            writer.field("links") { writer in
                writer.array([request.serviceURL + version.path]) { writer, href in
                    writer.object { writer in
                        writer.field("rel", "self")
                        writer.field("href", href)
                    }
                }
            }
            if isWhole {
                let type = "application/vnd.openstack.compute+json;version=\(version.id == "v2.0" ? "2" : "2.1")"
                let mediaTypes: JSON = [["base": "application/json", "type": .string(type)]]
                writer.field("media-types", mediaTypes)
            }
        }
    }
}

extension VersionsAPI {
    var routes: [Route] {
        [
            Route.get("/", "-") { list($0) }.open(),
            Route.get("/v2", "-") { showOld($0) }.open(),
            Route.get("/v2.1", "-") { show($0) }.open(),
        ]
    }
}

extension [Route] {
    /// The routes, and each of 2.1 under `/v2` again, where old clients look: without a version header both answer
    /// alike.
    var alsoUnderV2: [Route] {
        self
            + compactMap { route in
                guard route.path.hasPrefix("/v2.1/") else { return nil }
                var copy = route
                copy.path = "/v2" + route.path.dropFirst("/v2.1".count)
                return copy
            }
    }
}
