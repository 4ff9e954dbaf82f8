import CloudCore

/// A disk (or a part of one) that servers can be made from: what is known of it. Its bytes are in a store.
struct Image: Codable, Sendable, Hashable {
    var id: String
    var name: String?
    var status: ImageStatus
    var visibility: ImageVisibility
    /// The owning project; nil when an administrator disowned it.
    var owner: String?
    /// As the API names it; `DiskFormat` for those that can be inspected.
    var diskFormat: String?
    var containerFormat: String?
    /// Bytes of the data.
    var size: Int64?
    /// Bytes of the disk that a guest sees.
    var virtualSize: Int64?
    /// MD5 of the data, as hexadecimal digits.
    var checksum: String?
    var osHashAlgo: String?
    var osHashValue: String?
    /// GiB.
    var minDisk: Int64
    /// MiB.
    var minRAM: Int64
    var protected: Bool
    var osHidden: Bool
    /// What users added: names and values.
    var properties: [String: String]
    /// Sorted, each once.
    var tags: [String]
    /// The name of the data in the store: set from staging or the end of the upload on.
    var location: String?
    /// The name under which data is being written now.
    var upload: String?
    /// The machine that writes it.
    var uploadHost: String?
    var createdAt: Timestamp
    var updatedAt: Timestamp
    var generation: Int64
}

extension Image {
    /// What has been measured of data that came in.
    mutating func take(_ digest: ImageDigest, location name: String) {
        (size, virtualSize) = (digest.size, digest.virtualSize)
        (checksum, osHashAlgo, osHashValue) = (digest.md5, "sha512", digest.sha512)
        location = name
        (upload, uploadHost) = (nil, nil)
    }

    /// Back to the state before any data came in.
    mutating func forgetData() {
        (size, virtualSize, checksum, osHashAlgo, osHashValue) = (nil, nil, nil, nil, nil)
        (location, upload, uploadHost) = (nil, nil, nil)
        status = .queued
    }
}
