/// Compares what flavors and images ask for with what a host reports.
enum Capabilities {
    /// Flavor extra specs `capabilities:…`: each must be met; unknown capabilities are not.
    static func met(by node: ComputeNode, _ extraSpecs: [String: String]) -> Bool {
        extraSpecs.allSatisfy { name, wanted in
            guard name.hasPrefix("capabilities:") else { return true }
            let capability = String(name.dropFirst("capabilities:".count))
            guard let found = value(of: capability, node) else { return false }
            return matches(found, wanted)
        }
    }

    /// Image properties `hw_architecture` / `architecture` and `img_hv_type` / `hypervisor_type`.
    static func suits(_ node: ComputeNode, image: [String: String]) -> Bool {
        if let wanted = image["hw_architecture"] ?? image["architecture"], !wanted.isEmpty,
            canonical(wanted) != node.architecture
        {
            return false
        }
        if let wanted = (image["img_hv_type"] ?? image["hypervisor_type"])?.lowercased(), !wanted.isEmpty {
            return [node.hypervisorType.lowercased(), node.virtualization].contains(wanted)
        }
        return true
    }

    private static func canonical(_ architecture: String) -> String {
        switch architecture.lowercased() {
        case "amd64", "x64", "x86_64": "x86_64"
        case "arm64", "aarch64": "aarch64"
        default: architecture.lowercased()
        }
    }

    private static func value(of capability: String, _ node: ComputeNode) -> String? {
        switch capability {
        case "hypervisor_type": node.hypervisorType
        case "hypervisor_version": String(node.hypervisorVersion)
        case "cpu_info:arch", "cpu_arch": node.architecture
        case "cpu_info:vendor": node.processorVendor
        case "cpu_info:model": node.processorModel
        case "cpu_info:features": node.processorFeatures.joined(separator: " ")
        case "vcpus", "vcpus_total": String(node.vcpus)
        case "memory_mb", "total_usable_ram_mb": String(node.memory)
        case "local_gb", "total_usable_disk_gb": String(node.disk)
        case "free_disk_mb": String(node.freeDisk * 1024)
        default: nil
        }
    }

    /// The field's operators: `>= 4`, `s== text`, `<in> word`, `<or> a <or> b`, or plain equality.
    private static func matches(_ found: String, _ wanted: String) -> Bool {
        let words = wanted.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard let first = words.first, words.count > 1 else { return found == wanted }
        let second = words[1]
        func numbers(_ compare: (Double, Double) -> Bool) -> Bool {
            guard let left = Double(found), let right = Double(second) else { return false }
            return compare(left, right)
        }
        switch first {
        case "=", ">=": return numbers(>=)
        case "==": return numbers(==)
        case "!=": return numbers(!=)
        case "<=": return numbers(<=)
        case ">": return numbers(>)
        case "<": return numbers(<)
        case "s==": return found == second
        case "s!=": return found != second
        case "<in>": return found.contains(second)
        case "<or>": return words.filter { $0 != "<or>" }.contains(found)
        default: return found == wanted
        }
    }
}
