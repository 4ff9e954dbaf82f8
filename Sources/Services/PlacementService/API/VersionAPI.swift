import CloudHTTP
import CloudJSON
import HTTPTypes

/// `/`: which versions there are; open to anybody.
struct VersionAPI: Sendable {
    let microversions: MicroversionRange

    func show(_ request: APIRequest) async throws -> Response {
        Response.json { writer in
            writer.object { writer in
                writer.field("versions") { writer in
                    writer.array([microversions]) { writer, range in
                        writer.object { writer in
                            writer.field("id", "v\(range.minimum)")
                            writer.field("max_version", "\(range.maximum)")
                            writer.field("min_version", "\(range.minimum)")
                            writer.field("status", "CURRENT")
                            writer.field("links") { writer in
                                writer.array([""]) { writer, href in
                                    writer.object { writer in
                                        writer.field("rel", "self")
                                        writer.field("href", href)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        .fresh([], request)
    }
}
