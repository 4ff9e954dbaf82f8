import CloudJSON
import LDAPKit
import Testing

@testable import IdentityService

/// How options and entries are read: no server is needed.
@Suite struct LDAPMappingTests {
    private static func reader(_ options: [String: JSON]) throws -> LDAPEntryReader {
        LDAPEntryReader(mapping: try LDAPMapping(LDAPOptions(options)))
    }

    private static func entry(_ values: [String: String]) -> LDAPEntry {
        LDAPEntry(name: "cn=Alice,dc=x", values: values.mapValues { [Array($0.utf8)] })
    }

    @Test func keystonesDefaults() throws {
        let mapping = try LDAPMapping(LDAPOptions([:]))
        #expect(mapping.users.base == "cn=example,cn=com" && mapping.scope == .level && mapping.defaultProject == nil)
        let user = try #require(
            Self.reader([:]).user(
                Self.entry(["cn": "a", "sn": "alice", "mail": "a@x", "description": "she"]), enabled: nil))
        #expect(user.localID == "a" && user.name == "alice" && user.enabled && user.place == "cn=Alice,dc=x")
        #expect(user.extra == ["email": "a@x", "description": "she"])
        let settings = try LDAPSettings(LDAPOptions([:]))
        #expect(!settings.followsReferrals && settings.pageSize == 0 && settings.certificateCheck == .demand)
    }

    @Test(arguments: [("512", true), ("514", false), ("66050", false), ("nonsense", true)])
    func activeDirectorysMask(_ value: String, _ enabled: Bool) throws {
        let reader = try Self.reader([
            "user_enabled_attribute": "userAccountControl", "user_enabled_mask": 2, "user_enabled_default": "512",
        ])
        let user = reader.user(Self.entry(["cn": "a", "sn": "a", "useraccountcontrol": value]), enabled: nil)
        #expect(user?.enabled == enabled)
    }

    @Test func objectGUIDsAreRead() throws {
        let reader = try Self.reader(["user_id_attribute": "objectGUID"])
        let attribute = try #require(LDAPAttribute("objectGUID"))
        var entry = Self.entry(["sn": "alice"])
        entry.values["objectguid"] = [Array(0..<16)]
        let user = try #require(reader.user(entry, enabled: nil))
        #expect(user.localID == "03020100-0504-0706-0809-0a0b0c0d0e0f")
        #expect(reader.idBytes(user.localID, attribute) == Array(0..<16))
        #expect(reader.idBytes("no guid", attribute) == nil)
        entry.values["objectguid"] = [[1, 2, 3]]
        #expect(reader.user(entry, enabled: nil) == nil)
    }

    @Test func moreMembersAndWhatIsLeftOut() throws {
        let reader = try Self.reader([
            "user_additional_attribute_mapping": ["telephoneNumber:phone", "title:id", "o:password"],
            "user_attribute_ignore": "email, description", "user_default_project_id_attribute": "ou",
        ])
        let entry = Self.entry([
            "cn": "a", "sn": "a", "telephonenumber": "1", "title": "x", "o": "y", "mail": "m", "description": "d",
            "ou": "project",
        ])
        let user = reader.user(entry, enabled: nil)
        #expect(user?.extra == ["phone": "1"] && user?.localID == "a" && user?.defaultProjectID == "project")
        #expect(reader.user(Self.entry(["cn": "a"]), enabled: nil) == nil)
        #expect(reader.user(Self.entry(["cn": "a", "sn": "nul\0"]), enabled: nil) == nil)
    }

    @Test func secretsInOtherOptions() throws {
        let options = LDAPOptions(["url": "ldap://x/%(password)s", "password": "hidden"])
        #expect(options.text("url") == "ldap://x/hidden")
    }

    @Test(arguments: [
        ("query_scope", "deep"), ("use_tls", "perhaps"), ("page_size", "many"), ("user_id_attribute", "a*b"),
        ("tls_req_cert", "some"), ("user_additional_attribute_mapping", "x"), ("alias_dereferencing", "often"),
    ])
    func whatCannotBeUsed(_ name: String, _ value: String) {
        #expect(throws: DirectoryTrouble.self) { try LDAPDirectory(LDAPOptions([name: .string(value)])) }
    }
}
