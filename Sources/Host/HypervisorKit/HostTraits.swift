/// Placement's names (os-traits) for what a host can do.
enum HostTraits {
    /// What the driver itself does, on every host.
    private static let driver = [
        "COMPUTE_NODE", "COMPUTE_NET_ATTACH_INTERFACE", "COMPUTE_VOLUME_EXTEND", "COMPUTE_DEVICE_TAGGING",
        "COMPUTE_IMAGE_TYPE_RAW", "COMPUTE_IMAGE_TYPE_QCOW2", "COMPUTE_IMAGE_TYPE_ISO", "COMPUTE_IMAGE_TYPE_AMI",
        "COMPUTE_IMAGE_TYPE_AKI", "COMPUTE_IMAGE_TYPE_ARI", "COMPUTE_NET_VIF_MODEL_VIRTIO",
        "COMPUTE_NET_VIF_MODEL_E1000",
        "COMPUTE_NET_VIF_MODEL_RTL8139",
    ]

    /// Processor features by libvirt's names.
    private static let processor = [
        "aes": "AESNI", "avx": "AVX", "avx2": "AVX2", "avx512f": "AVX512F", "avx512cd": "AVX512CD",
        "avx512bw": "AVX512BW",
        "avx512dq": "AVX512DQ", "avx512vl": "AVX512VL", "bmi1": "BMI", "bmi2": "BMI2", "f16c": "F16C", "fma": "FMA3",
        "fma4": "FMA4", "mmx": "MMX", "pclmuldq": "CLMUL", "sha-ni": "SHA", "sse": "SSE", "sse2": "SSE2", "pni": "SSE3",
        "ssse3": "SSSE3", "sse4.1": "SSE41", "sse4.2": "SSE42", "sse4a": "SSE4A", "svm": "SVM", "vmx": "VMX",
        "abm": "ABM",
    ]

    /// libvirt's domain capabilities tell which buses and video cards the emulator has.
    static func names(features: [String], domainCapabilities: XMLElement?) -> [String] {
        let cards = values("video", "modelType", in: domainCapabilities).map {
            "COMPUTE_GRAPHICS_MODEL_\($0.uppercased())"
        }
        let buses = values("disk", "bus", in: domainCapabilities).map { "COMPUTE_STORAGE_BUS_\($0.uppercased())" }
        let known: Set<String> = [
            "COMPUTE_GRAPHICS_MODEL_VGA", "COMPUTE_GRAPHICS_MODEL_CIRRUS", "COMPUTE_GRAPHICS_MODEL_QXL",
            "COMPUTE_GRAPHICS_MODEL_VIRTIO", "COMPUTE_GRAPHICS_MODEL_BOCHS", "COMPUTE_GRAPHICS_MODEL_NONE",
            "COMPUTE_GRAPHICS_MODEL_VMVGA", "COMPUTE_STORAGE_BUS_FDC", "COMPUTE_STORAGE_BUS_IDE",
            "COMPUTE_STORAGE_BUS_SATA",
            "COMPUTE_STORAGE_BUS_SCSI", "COMPUTE_STORAGE_BUS_USB", "COMPUTE_STORAGE_BUS_VIRTIO",
        ]
        let processors = features.compactMap { processor[$0] }.map { "HW_CPU_X86_\($0)" }
        return (driver + processors + (cards + buses).filter(known.contains)).sorted()
    }

    private static func values(_ device: String, _ choice: String, in capabilities: XMLElement?) -> [String] {
        let choices = capabilities?.at("devices", device)?.all("enum").first { $0.attribute("name") == choice }
        return choices?.all("value").map(\.text) ?? []
    }
}
