//! Rows by columns, in [ClickHouse's Native format](https://clickhouse.com/docs/interfaces/formats/Native): such a
//! block goes into a table as it is, where rows would have to be taken apart value by value.
use domain::{money::Usd, time::Timestamp};
use uuid::Uuid;

/// Rows of one table.
#[derive(Debug)]
pub(super) struct Block(Vec<u8>);

impl Block {
    /// A block of so many rows, whose columns are to be added.
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        let mut block = Vec::with_capacity(rows * columns * size_of::<u64>());
        length(columns, &mut block);
        length(rows, &mut block);
        Self(block)
    }

    /// Adds a column.
    pub(super) fn column<'v, V: Value + 'v>(
        &mut self,
        name: &str,
        values: impl Iterator<Item = &'v V> + Clone,
    ) {
        name.write(&mut self.0);
        V::TYPE.write(&mut self.0);
        V::write_column(values, &mut self.0);
    }

    /// As it is sent.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// What a column can hold.
pub(super) trait Value {
    /// ClickHouse's type.
    const TYPE: &'static str;

    /// Appends one.
    fn write(&self, block: &mut Vec<u8>);

    /// Appends a whole column.
    fn write_column<'v>(values: impl Iterator<Item = &'v Self> + Clone, block: &mut Vec<u8>)
    where
        Self: 'v,
    {
        for value in values {
            value.write(block);
        }
    }
}

macro_rules! fixed {
    ($($value:ty, $name:literal, $bytes:expr;)+) => {$(
        impl Value for $value {
            const TYPE: &'static str = $name;

            fn write(&self, block: &mut Vec<u8>) {
                let bytes: fn(&Self) -> _ = $bytes;
                block.extend_from_slice(&bytes(self));
            }
        }
    )+};
}

fixed! {
    bool, "Bool", |value| [u8::from(*value)];
    u16, "UInt16", |value| value.to_le_bytes();
    u64, "UInt64", |value| value.to_le_bytes();
    Timestamp, "DateTime64(6, 'UTC')", |value| value.micros().to_le_bytes();
    Usd, "Decimal(38, 12)", |value| value.trillionths().to_le_bytes();
    // Two halves, each with its lowest byte first.
    Uuid, "UUID", |value| value.as_u128().rotate_left(64).to_le_bytes();
}

impl Value for str {
    const TYPE: &'static str = "String";

    fn write(&self, block: &mut Vec<u8>) {
        length(self.len(), block);
        block.extend_from_slice(self.as_bytes());
    }
}

impl Value for &str {
    const TYPE: &'static str = str::TYPE;

    fn write(&self, block: &mut Vec<u8>) {
        str::write(self, block);
    }
}

impl Value for String {
    const TYPE: &'static str = str::TYPE;

    fn write(&self, block: &mut Vec<u8>) {
        str::write(self, block);
    }
}

macro_rules! nullable {
    ($($value:ty, $name:literal;)+) => {$(
        impl Value for Option<$value> {
            const TYPE: &'static str = $name;

            fn write(&self, block: &mut Vec<u8>) {
                self.unwrap_or_default().write(block);
            }

            fn write_column<'v>(
                values: impl Iterator<Item = &'v Self> + Clone,
                block: &mut Vec<u8>,
            ) {
                block.extend(values.clone().map(|value| u8::from(value.is_none())));
                for value in values {
                    value.write(block);
                }
            }
        }
    )+};
}

nullable! {
    u16, "Nullable(UInt16)";
    u64, "Nullable(UInt64)";
    Usd, "Nullable(Decimal(38, 12))";
}

/// Appends a length: seven bits a byte, the lowest first.
fn length(mut length: usize, block: &mut Vec<u8>) {
    while let rest @ 1.. = length >> 7 {
        block.push(length.to_le_bytes()[0] | 0x80);
        length = rest;
    }
    block.push(length.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<V: Value>(values: &[V]) -> Vec<u8> {
        let mut block = Block::new(1, values.len());
        block.column("c", values.iter());
        let bytes = block.into_bytes();
        // One column, two rows, its name, the length of its type.
        let rest = bytes.strip_prefix(&[1, 2, 1, b'c']).unwrap();
        rest[1..].strip_prefix(V::TYPE.as_bytes()).unwrap().to_vec()
    }

    #[test]
    fn values_lie_as_the_format_says() {
        assert_eq!(column(&[false, true]), [0, 1]);
        assert_eq!(column(&[1_u16, 0x203]), [1, 0, 3, 2]);
        assert_eq!(column(&["", "ab"]), [0, 2, b'a', b'b']);
        let instants = [Timestamp::from_micros(1), Timestamp::from_micros(-2)];
        assert_eq!(column(&instants)[..9], [1, 0, 0, 0, 0, 0, 0, 0, 0xfe]);
        let amounts = ["0.000000000258", "0"].map(|text| text.parse::<Usd>().unwrap());
        assert_eq!(column(&amounts)[..16], 258_i128.to_le_bytes());
        let id = Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10);
        let halves = [8, 7, 6, 5, 4, 3, 2, 1, 16, 15, 14, 13, 12, 11, 10, 9];
        assert_eq!(column(&[id, id]), [halves, halves].concat());
    }

    #[test]
    fn which_values_are_null_comes_before_the_values() {
        assert_eq!(column(&[None, Some(7_u16)]), [1, 0, 0, 0, 7, 0]);
    }

    #[test]
    fn a_long_text_has_a_length_of_several_bytes() {
        let text = "x".repeat(300);
        let bytes = column(&[text.as_str(), ""]);
        assert_eq!(bytes[..3], [0xac, 2, b'x']);
        assert_eq!(bytes.len(), 303);
    }
}
