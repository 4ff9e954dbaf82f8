import CloudConfiguration

/// Settings of the catalog.
enum CatalogSettings {
    /// Whether a project that is given no endpoints of its own sees all of them.
    static let showsAllWithoutFilter = ConfigurationKey<Bool>(
        "identity.return_all_endpoints_if_no_filter", default: true)
}
