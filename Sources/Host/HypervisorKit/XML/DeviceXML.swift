/// Devices of a guest in libvirt's terms: in a definition, and for plugging.
package enum DeviceXML {
    package static func disk(_ disk: GuestDisk) -> XMLElement {
        let driver = XMLElement(
            "driver",
            [
                "name": "qemu", "type": disk.format, "cache": disk.cache,
                "discard": disk.isCDROM ? nil : "unmap",
            ])
        let limits = disk.limits.settings.map { XMLElement($0.name, text: String($0.value)) }
        return XMLElement(
            "disk", ["type": kind(of: disk.source), "device": disk.isCDROM ? "cdrom" : "disk"],
            [
                driver, source(disk.source),
                XMLElement("target", ["dev": disk.device, "bus": disk.bus]),
                limits.isEmpty ? nil : XMLElement("iotune", limits as [XMLElement?]),
                disk.isReadOnly || disk.isCDROM ? XMLElement("readonly") : nil,
                disk.serial.map { XMLElement("serial", text: $0) },
                disk.bootIndex.map { XMLElement("boot", ["order": String($0)]) },
            ])
    }

    package static func interface(_ interface: GuestInterface) -> XMLElement {
        XMLElement(
            "interface", ["type": "ethernet"],
            [
                XMLElement("mac", ["address": interface.mac]),
                XMLElement("target", ["dev": interface.tap, "managed": "no"]),
                XMLElement("model", ["type": interface.model]),
                driver(of: interface),
                interface.mtu.map { XMLElement("mtu", ["size": String($0)]) },
                interface.bootIndex.map { XMLElement("boot", ["order": String($0)]) },
            ])
    }

    private static func driver(of interface: GuestInterface) -> XMLElement? {
        guard interface.model == "virtio", interface.queues > 1 || !interface.hasOffloads else { return nil }
        func off(_ side: String, _ names: [String]) -> XMLElement {
            var element = XMLElement(side)
            element.attributes = names.map { .init($0, "off") }
            return element
        }
        let guest = ["csum", "tso4", "tso6", "ecn", "ufo"]
        let offloads = interface.hasOffloads ? [] : [off("host", ["gso"] + guest), off("guest", guest)]
        return XMLElement("driver", ["queues": interface.queues > 1 ? String(interface.queues) : nil], offloads)
    }

    private static func kind(of source: GuestDisk.Source) -> String {
        switch source {
        case .file: "file"
        case .block: "block"
        case .nbdSocket, .nbd, .rbd: "network"
        }
    }

    private static func source(_ source: GuestDisk.Source) -> XMLElement {
        switch source {
        case .file(let path): return XMLElement("source", ["file": path])
        case .block(let path): return XMLElement("source", ["dev": path])
        case .nbdSocket(let path, let export):
            let host = XMLElement("host", ["transport": "unix", "socket": path])
            return XMLElement("source", ["protocol": "nbd", "name": export, "tls": "no"], [host])
        case .nbd(let host, let port, let export):
            let host = XMLElement("host", ["name": host, "port": String(port)])
            return XMLElement("source", ["protocol": "nbd", "name": export], [host])
        case .rbd(let name, let monitors):
            let hosts = monitors.map { XMLElement("host", ["name": $0]) }
            return XMLElement("source", ["protocol": "rbd", "name": name], hosts)
        }
    }
}
