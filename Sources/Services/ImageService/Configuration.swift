import CloudConfiguration

/// The image service's settings.
struct ImageSettings: Sendable {
    /// Where the file store keeps its files; below the state folder when not set.
    static let folder = ConfigurationKey<String?>("image.folder", default: nil)
    /// Bytes of one image at most.
    static let sizeLimit = ConfigurationKey("image.size_limit", default: 1 << 40)
    /// Bytes of all images of a project; 0: no limit.
    static let storageQuota = ConfigurationKey("image.storage_quota", default: 0)
    /// Images of a project; -1: no limit.
    static let countQuota = ConfigurationKey("image.count_quota", default: -1)
    static let memberQuota = ConfigurationKey("image.member_quota", default: 128)
    static let propertyQuota = ConfigurationKey("image.property_quota", default: 128)
    static let tagQuota = ConfigurationKey("image.tag_quota", default: 128)
    /// Whether identity's limits count instead of the storage and count quotas (Glance's `use_keystone_limits`).
    static let usesKeystoneLimits = ConfigurationKey("image.use_keystone_limits", default: false)
    /// Images on a page when the client names no limit, and at most.
    static let defaultPage = ConfigurationKey("image.default_page", default: 25)
    static let maximumPage = ConfigurationKey("image.maximum_page", default: 1000)

    var sizeLimit: Int64
    var storageQuota: Int64
    var countQuota: Int
    var memberQuota: Int
    var propertyQuota: Int
    var tagQuota: Int
    var defaultPage: Int
    var maximumPage: Int

    init(_ configuration: Configuration) throws {
        sizeLimit = Int64(try configuration[Self.sizeLimit])
        storageQuota = Int64(try configuration[Self.storageQuota])
        countQuota = try configuration[Self.countQuota]
        memberQuota = try configuration[Self.memberQuota]
        propertyQuota = try configuration[Self.propertyQuota]
        tagQuota = try configuration[Self.tagQuota]
        defaultPage = try configuration[Self.defaultPage]
        maximumPage = try configuration[Self.maximumPage]
    }
}
