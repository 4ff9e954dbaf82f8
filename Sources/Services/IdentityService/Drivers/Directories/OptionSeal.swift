import CloudCore
import CloudJSON

/// Keeps what must not be read in the database: a value is stored as a Fernet token of keys in a folder of their own.
struct OptionSeal: Sendable {
    let keys: FernetKeys
    let clock: CloudClock

    func row(_ option: DomainOption, of domainID: String) throws -> DomainOptionRow {
        let text = option.value.text
        guard DomainOptionList.isSensitive(option.group, option.name) else {
            return DomainOptionRow(
                domainID: domainID, optionGroup: option.group, name: option.name, value: text, sealed: false)
        }
        let sealed = try Fernet.seal(Array(text.utf8), at: clock.now, try keys.ring())
        return DomainOptionRow(
            domainID: domainID, optionGroup: option.group, name: option.name, value: sealed, sealed: true)
    }

    /// - Throws: `Fault` 503 when the keys are not those that the value was sealed with.
    func option(_ row: DomainOptionRow) throws -> DomainOption {
        var bytes = Array(row.value.utf8)
        if row.sealed {
            guard let opened = Fernet.open(row.value, try keys.ring()) else {
                throw Fault.unavailable(
                    "A secret of the domain's configuration cannot be read; set it anew.",
                    cause: "no key of the folder opens \(row.optionGroup).\(row.name) of domain \(row.domainID)")
            }
            bytes = opened
        }
        guard let value = try? JSON(parsing: bytes) else {
            throw Fault(500, "A domain's configuration cannot be read.", cause: "not JSON: \(row.name)")
        }
        return DomainOption(group: row.optionGroup, name: row.name, value: value)
    }
}
