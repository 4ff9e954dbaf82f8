import Testing

@testable import LDAPKit

/// Filters, names and attributes as texts: nothing that a client says gets a meaning.
@Suite struct TextTests {
    private let uid: LDAPAttribute

    init() throws { uid = try #require(LDAPAttribute("uid")) }

    @Test(arguments: [
        ("alice", "alice"), ("*", "\\2a"), ("a)(uid=*", "a\\29\\28uid=\\2a"), ("back\\slash", "back\\5cslash"),
        ("nul\0", "nul\\00"), ("é", "\\c3\\a9"), ("line\nfeed", "line\\0afeed"), ("", ""),
    ])
    func filterValuesAreEscaped(_ value: String, _ escaped: String) {
        #expect(LDAPFilter.equal(uid, value).text == "(uid=\(escaped))")
        #expect(LDAPFilter.match(uid, rule: "1.2.3", value).text == "(uid:1.2.3:=\(escaped))")
    }

    @Test func filtersAreJoined() {
        let both = LDAPFilter.all([.equal(uid, "a"), .present(.objectClass)])
        #expect(both.text == "(&(uid=a)(objectClass=*))")
        #expect(LDAPFilter.all([.equal(uid, "a")]).text == "(uid=a)")
        #expect(LDAPFilter(operator: "memberOf=cn=a")?.text == "(memberOf=cn=a)")
        #expect(LDAPFilter(operator: "(|(a=b)(c=d))")?.text == "(|(a=b)(c=d))")
        #expect(LDAPFilter(operator: "") == nil)
    }

    @Test(arguments: ["", "uid=*)(x", "u d", "-uid", "uid)", "uid\0", "uid*", "naïve"])
    func whatIsNoAttributeIsRefused(_ name: String) { #expect(LDAPAttribute(name) == nil) }

    @Test(arguments: ["uid", "2.5.4.3", "userCertificate;binary", "msDS-User"])
    func attributes(_ name: String) { #expect(LDAPAttribute(name)?.name == name) }

    @Test(arguments: [
        ("alice", "uid=alice,ou=p"), ("smith, john", "uid=smith\\, john,ou=p"), ("#1", "uid=\\#1,ou=p"),
        (" a ", "uid=\\ a\\ ,ou=p"), ("a+b=c", "uid=a\\+b\\=c,ou=p"), ("nul\0", "uid=nul\\00,ou=p"),
        ("q\"<>;\\", "uid=q\\\"\\<\\>\\;\\\\,ou=p"),
    ])
    func namesAreEscaped(_ value: String, _ name: String) { #expect(LDAPName.child(uid, value, of: "ou=p") == name) }

    @Test func namesAreFolded() {
        #expect(LDAPName.folded("UID=Alice, OU=People,DC=x") == LDAPName.folded("uid=alice,ou=people ,dc=x"))
        #expect(LDAPName.folded("uid=a\\, b,ou=p") != LDAPName.folded("uid=a\\,b,ou=p"))
    }
}
