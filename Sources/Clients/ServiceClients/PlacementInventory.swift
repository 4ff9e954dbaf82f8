import CloudJSON

/// How much of one resource class a provider has.
package struct PlacementInventory: Sendable, Hashable {
    package var total: Int
    package var reserved: Int
    package var ratio: Double

    package init(total: Int, reserved: Int = 0, ratio: Double = 1) {
        self.total = total
        self.reserved = reserved
        self.ratio = ratio
    }

    var json: JSON {
        [
            "total": .integer(Int64(total)), "reserved": .integer(Int64(reserved)), "min_unit": 1,
            "max_unit": .integer(Int64(total)), "step_size": 1, "allocation_ratio": .double(ratio),
        ]
    }
}
