import AgentProtocols
import CloudJSON

/// A server's own copy of its flavor.
struct FlavorSnapshot: Hashable, JSONText {
    var id: String
    var name: String
    var vcpus: Int
    /// MiB.
    var memory: Int
    /// GiB.
    var disk: Int
    var ephemeral: Int
    /// MiB.
    var swap: Int
    var extraSpecs: [String: String]

    init(_ flavor: Flavor) {
        id = flavor.id
        name = flavor.name
        vcpus = flavor.vcpus
        memory = flavor.memory
        disk = flavor.disk
        ephemeral = flavor.ephemeral
        swap = flavor.swap
        extraSpecs = flavor.extraSpecs
    }

    init(json: JSON) {
        func number(_ name: String) -> Int { Int(json[name]?.integer ?? 0) }
        id = json["id"]?.string ?? ""
        name = json["name"]?.string ?? ""
        vcpus = number("vcpus")
        memory = number("memory")
        disk = number("disk")
        ephemeral = number("ephemeral")
        swap = number("swap")
        extraSpecs = (json["extra_specs"]?.object ?? [:]).compactMapValues(\.string)
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("name", name)
            writer.field("vcpus", vcpus)
            writer.field("memory", memory)
            writer.field("disk", disk)
            writer.field("ephemeral", ephemeral)
            writer.field("swap", swap)
            writer.field("extra_specs", extraSpecs)
        }
    }

    /// What a server of this size claims in placement, by resource class.
    var resources: [String: Int] {
        var result = ["VCPU": vcpus, "MEMORY_MB": memory, "DISK_GB": disk + ephemeral + (swap + 1023) / 1024]
        for (name, value) in extraSpecs where name.hasPrefix("resources:") {
            if let amount = Int(value) { result[String(name.dropFirst("resources:".count))] = amount }
        }
        return result.filter { $0.value > 0 }
    }

    /// Traits that the host must, or must not, have (`trait:X=required`).
    func traits(_ wanted: String) -> [String] {
        extraSpecs.compactMap { name, value in
            name.hasPrefix("trait:") && value == wanted ? String(name.dropFirst("trait:".count)) : nil
        }
    }

    var specification: ServerSpecification.Flavor {
        .init(
            id: id, name: name, vcpus: vcpus, memory: memory, disk: disk, ephemeral: ephemeral, swap: swap,
            extraSpecs: extraSpecs)
    }
}
