import CloudConfiguration

/// The compute agent's settings.
enum ComputeAgentSettings {
    /// `libvirt`, or `fake` for tests and measurements of the rest.
    static let driver = ConfigurationKey("compute.driver", default: "libvirt")
    /// `auto` (a probe guest decides), `kvm` or `qemu`.
    static let virtualization = ConfigurationKey("compute.virt_type", default: "auto")
    /// A daemon's URI; libvirt runs within this process when it is not set.
    static let libvirtURI = ConfigurationKey<String?>("compute.libvirt_uri", default: nil)
    /// How long a port may take to be plugged.
    static let plugTimeout = ConfigurationKey("compute.vif_plugging_timeout", default: Duration.seconds(120))
    /// How long a guest may take to heed the power button before the plug is pulled.
    static let shutdownTimeout = ConfigurationKey("compute.shutdown_timeout", default: Duration.seconds(30))
    /// How long an image that no disk stands upon is kept on the host, from its last use.
    static let imageCacheRetention = ConfigurationKey("compute.image_cache_retention", default: Duration.seconds(86400))
    /// How often such images are looked for.
    static let imageCacheInterval = ConfigurationKey("compute.image_cache_interval", default: Duration.seconds(600))
    static let reportInterval = ConfigurationKey("compute.report_interval", default: Duration.seconds(5))
    /// The address that other hosts reach this one by.
    static let hostIP = ConfigurationKey("compute.host_ip", default: "127.0.0.1")
}
