import CloudAuth
import CloudCore
import CloudHTTP
import CloudJSON
import HTTPTypes

/// What this service can: versions, import methods, stores, usage, schemas.
struct DiscoveryAPI: Sendable {
    /// The multi-store versions up to the one before the cache API.
    static let versions = [
        "2.15", "2.13", "2.12", "2.11", "2.10", "2.9", "2.8", "2.7", "2.6", "2.5", "2.4", "2.3", "2.2", "2.1", "2.0",
    ]

    let usage: UsageActions
    let storeID: String
    let importMethods: [String]
    /// Where the store keeps its data, for administrators.
    let folder: String

    func versions(_ request: APIRequest) -> Response { Self.document(request, .ok) }
    /// The unversioned root lets the client choose.
    func choices(_ request: APIRequest) -> Response { Self.document(request, .multipleChoices) }

    func importMethods(_ request: APIRequest) -> Response {
        .json(
            .ok,
            [
                "import-methods": [
                    "description": "Import methods available.", "type": "array",
                    "value": .array(importMethods.map { .string($0) }),
                ]
            ] as JSON)
    }

    func stores(_ request: APIRequest) -> Response {
        .json(
            .ok,
            ["stores": [["id": .string(storeID), "default": "true", "description": "Files of this cloud."]]] as JSON)
    }

    func storesInDetail(_ request: APIRequest) async throws -> Response {
        try usage.access.enforce("stores_info_detail", request.caller, [:])
        let store: JSON = [
            "id": .string(storeID), "type": "file", "default": "true", "description": "Files of this cloud.",
            "weight": 0,
            "properties": ["data_dir": .string(folder), "chunk_size": 65536, "thin_provisioning": false],
        ]
        return .json(.ok, ["stores": [store]] as JSON)
    }

    func usage(_ request: APIRequest) async throws -> Response {
        let usages = try await usage.show(request.caller)
        return .json { writer in
            writer.object { writer in
                writer.field("usage") { writer in
                    writer.object { writer in
                        for entry in usages {
                            writer.field(entry.name, ["limit": entry.limit, "usage": entry.usage])
                        }
                    }
                }
            }
        }
    }

    private static func document(_ request: APIRequest, _ status: HTTPStatus) -> Response {
        .json(status) { writer in
            writer.object { writer in
                writer.field("versions") { writer in
                    writer.array(versions.enumerated()) { writer, entry in
                        writer.object { writer in
                            writer.field("id", "v\(entry.element)")
                            writer.field("status", entry.offset == 0 ? "CURRENT" : "SUPPORTED")
                            writer.field("links") { writer in
                                writer.array([request.serviceURL]) { writer, url in
                                    writer.object { writer in
                                        writer.field("rel", "self")
                                        writer.field("href", "\(url)/v2/")
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
