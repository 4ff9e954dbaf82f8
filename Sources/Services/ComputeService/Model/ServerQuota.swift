/// How much a project may have; negative: as much as it likes.
struct ServerQuota: Sendable, Hashable {
    var servers: Int
    var vcpus: Int
    /// MiB.
    var memory: Int
    var metadataItems: Int

    static let standard = ServerQuota(servers: 10, vcpus: 20, memory: 51200, metadataItems: 128)
}
