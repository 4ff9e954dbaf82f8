/// A Codable type of one value (a text, a number) that is stored as that value, not as JSON text: addresses, prefixes.
package protocol SQLScalar: Codable {}
