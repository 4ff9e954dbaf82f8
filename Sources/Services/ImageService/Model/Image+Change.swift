import CloudCore
import CloudJSON

extension Image {
    /// Applies one operation. What may be seen of it by the caller is decided before; types were checked.
    /// - Throws: `Fault` 403 or 409 in Glance's words.
    mutating func apply(_ change: ImageChange) throws {
        let isAttribute = ImageAttributes.settable.contains(change.name)
        switch change.operation {
        case .add:
            if change.isDraft4, isAttribute || properties[change.name] != nil {
                throw Fault.conflict("Property \(change.name) already present.")
            }
            try isAttribute ? set(change.name, change.value) : setProperty(change.name, change.value)
        case .replace:
            guard isAttribute || properties[change.name] != nil else {
                throw Fault.conflict("Property \(change.name) does not exist.")
            }
            try isAttribute ? set(change.name, change.value) : setProperty(change.name, change.value)
        case .remove:
            if isAttribute { throw Fault.forbidden("Property \(change.name) may not be removed.") }
            guard properties.removeValue(forKey: change.name) != nil else {
                throw Fault.conflict("Property \(change.name) does not exist.")
            }
        }
    }

    /// Null, which only some known properties may be, is as good as no property.
    private mutating func setProperty(_ name: String, _ value: JSON) throws { properties[name] = value.string }

    private mutating func set(_ name: String, _ value: JSON) throws {
        switch name {
        case "name": self.name = value.string
        case "visibility": visibility = value.string.flatMap(ImageVisibility.init) ?? visibility
        case "owner": owner = value.string
        case "disk_format":
            try requireQueued(name)
            diskFormat = value.string
        case "container_format":
            try requireQueued(name)
            containerFormat = value.string
        case "min_disk": minDisk = value.integer ?? minDisk
        case "min_ram": minRAM = value.integer ?? minRAM
        case "protected": protected = value.bool ?? protected
        case "os_hidden": osHidden = value.bool ?? osHidden
        case "tags": tags = Set(value.strings ?? []).sorted()
        default: break
        }
    }

    private func requireQueued(_ name: String) throws {
        guard status == .queued else {
            throw Fault.forbidden("Attribute \(name) can be only replaced for a queued image.")
        }
    }
}
