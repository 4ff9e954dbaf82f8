import CloudJSON

/// Requests signed by botocore 1.44.5 (versions 2 and 4, S3's too) and python-keystoneclient 6.0.0 (version 1, and the
/// one without a port), as services send them to identity. All were signed at `moment`.
enum SignatureVectors {
    static let access = "contract-access-key"
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let moment = "2026-11-21T15:04:05Z"
    private static let version4 = "AWS4-HMAC-SHA256"
    private static let scope = "\(access)/20261121/RegionOne/ec2/aws4_request"
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    static let ec2: [String: JSON] = [
        "v1": [
            "access": .string(access),
            "verb": "GET",
            "host": "ec2.cloud",
            "path": "/",
            "params": [
                "Action": "DescribeInstances",
                "AWSAccessKeyId": .string(access),
                "SignatureVersion": "1",
                "Timestamp": .string(moment),
                "version": "2016-11-15",
            ],
            "signature": "/CIQGY8jEL8Bn3hJBLLhRZVTknM=",
        ],
        "v2": [
            "access": .string(access),
            "signature": "LaZhNAuLK25KzDbGV85HkD1seU0LlmjuijbIuoxWozc=",
            "verb": "POST",
            "host": "ec2.cloud:8788",
            "path": "/services/Cloud",
            "params": [
                "Action": "DescribeInstances",
                "Version": "2016-11-15",
                "Filter.1.Value.1": "a b/ü*~",
                "AWSAccessKeyId": .string(access),
                "SignatureVersion": "2",
                "SignatureMethod": "HmacSHA256",
                "Timestamp": .string(moment),
            ],
        ],
        "v2noport": [
            "access": .string(access),
            "signature": "cUSPXACfPluquV2qSbxR096Ewx7OrMUHpUurZ79aQIg=",
            "verb": "POST",
            "host": "ec2.cloud:8788",
            "path": "/services/Cloud",
            "params": [
                "Action": "DescribeInstances",
                "Version": "2016-11-15",
                "Filter.1.Value.1": "a b/ü*~",
                "AWSAccessKeyId": .string(access),
                "SignatureVersion": "2",
                "SignatureMethod": "HmacSHA256",
                "Timestamp": .string(moment),
            ],
        ],
        "v4": [
            "access": .string(access),
            "signature": "bf03463cff607791995af5cebc0b733b9336e21dd57bb43fbae5aced14134f72",
            "verb": "POST",
            "host": "ec2.cloud:8788",
            "path": "/services/Cloud",
            "params": [
                "Action": "DescribeInstances",
                "Version": "2016-11-15",
            ],
            "headers": [
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "Host": "ec2.cloud:8788",
                "X-Amz-Date": "20261121T150405Z",
                "Authorization": .string(
                    "\(version4) Credential=\(scope), SignedHeaders=content-type;host;x-amz-date, "
                        + "Signature=bf03463cff607791995af5cebc0b733b9336e21dd57bb43fbae5aced14134f72"
                ),
            ],
            "body_hash": "6171eb09865e32b0602af0f7957e26573a51f53caaedff02ff88883cb0275885",
        ],
        "v4get": [
            "access": .string(access),
            "signature": "9418ce02c2540c5d435f18616908efddf2e6363887d5c51cedd249acd9c4b9cd",
            "verb": "GET",
            "host": "ec2.cloud",
            "path": "/services/Cloud",
            "params": [
                "Version": "2016-11-15",
                "Action": "DescribeRegions",
                "Name": "a b",
            ],
            "headers": [
                "Host": "ec2.cloud",
                "X-Amz-Date": "20261121T150405Z",
                "Authorization": .string(
                    "\(version4) Credential=\(scope), SignedHeaders=host;x-amz-date, "
                        + "Signature=9418ce02c2540c5d435f18616908efddf2e6363887d5c51cedd249acd9c4b9cd"
                ),
            ],
            "body_hash": .string(emptyHash),
        ],
        "v4query": [
            "access": .string(access),
            "signature": "eb21febcbd26527f6f499ccbc03dc76941789ed863e55f94036c3cf4a3628c99",
            "verb": "GET",
            "host": "ec2.cloud",
            "path": "/services/Cloud",
            "params": [
                "Action": "DescribeRegions",
                "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                "X-Amz-Credential": .string(scope),
                "X-Amz-Date": "20261121T150405Z",
                "X-Amz-Expires": "600",
                "X-Amz-SignedHeaders": "host",
            ],
            "headers": [
                "Host": "ec2.cloud"
            ],
            "body_hash": .string(emptyHash),
        ],
    ]

    static let s3: [String: JSON] = [
        "s3v2": [
            "access": .string(access),
            "signature": "pJ8izycrhEPnls/RGyRV99gN6bc=",
            "token": "UFVUCgp0ZXh0L3BsYWluClNhdCwgMjEgTm92IDIwMjYgMTQ6NDM6MjAgR01UCi9idWNrZXQva2V5JTIweA==",
        ],
        "s3v4": [
            "access": .string(access),
            "signature": "f4c3e9e2603fe086b53c6034b2d6d0fbfdac95f0bc3150b7052fb5db680a9bd9",
            "token": .string(
                "QVdTNC1ITUFDLVNIQTI1NgoyMDI2MTEyMVQxNTA0MDVaCjIwMjYxMTIxL1JlZ2lvbk9uZS9zMy9hd3M0X3JlcXVl"
                    + "c3QKZDVmODZmZDRiZjIwZTdkNzhiYWYwNjQ3MTZhZjMxY2VjMzNlMTIyODJhYmY2MDNiYzMzNjA4NzI3ZTViMDY2MQ=="),
        ],
    ]
}
