import CloudCore

/// What a client says of an image that it creates.
struct ImageDraft: Sendable {
    var id: String?
    var name: String?
    var visibility: ImageVisibility?
    var owner: String?
    var diskFormat: String?
    var containerFormat: String?
    var minDisk: Int64?
    var minRAM: Int64?
    var protected: Bool?
    var osHidden: Bool?
    var tags: [String] = []
    var properties: [String: String] = [:]

    /// The image as it begins: queued, without data.
    func image(id newID: @autoclosure () -> String, owner project: String?, at now: Timestamp) -> Image {
        Image(
            id: id ?? newID(), name: name, status: .queued, visibility: visibility ?? .shared, owner: owner ?? project,
            diskFormat: diskFormat, containerFormat: containerFormat, size: nil, virtualSize: nil, checksum: nil,
            osHashAlgo: nil, osHashValue: nil, minDisk: minDisk ?? 0, minRAM: minRAM ?? 0,
            protected: protected ?? false,
            osHidden: osHidden ?? false, properties: properties, tags: Set(tags).sorted(), location: nil, upload: nil,
            uploadHost: nil, createdAt: now, updatedAt: now, generation: 0)
    }
}
