//! A serde serializer that makes PHP values. Structs and maps become arrays with names, lists become lists.

use ext_php_rs::boxed::ZBox;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde::ser::{self, Error as _, Impossible, Serialize, Serializer};

use super::Error;

/// Makes one PHP value.
pub struct ZvalSerializer;

/// A list under construction.
pub struct List(ZBox<ZendHashTable>);

/// An array with names under construction.
pub struct Named {
    array: ZBox<ZendHashTable>,
    key: Option<String>,
}

fn failed(error: &ext_php_rs::error::Error) -> Error {
    Error::custom(error)
}

fn long(number: impl TryInto<i64>) -> Result<Zval, Error> {
    let number = number.try_into().map_err(|_| Error::custom("an integer is too large for PHP"))?;
    let mut value = Zval::new();
    value.set_long(number);
    Ok(value)
}

fn array(entries: ZBox<ZendHashTable>) -> Zval {
    let mut value = Zval::new();
    value.set_hashtable(entries);
    value
}

impl Serializer for ZvalSerializer {
    type Ok = Zval;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Impossible<Zval, Error>;
    type SerializeMap = Named;
    type SerializeStruct = Named;
    type SerializeStructVariant = Impossible<Zval, Error>;

    fn serialize_bool(self, yes: bool) -> Result<Zval, Error> {
        let mut value = Zval::new();
        value.set_bool(yes);
        Ok(value)
    }

    fn serialize_i8(self, number: i8) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_i16(self, number: i16) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_i32(self, number: i32) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_i64(self, number: i64) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_u8(self, number: u8) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_u16(self, number: u16) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_u32(self, number: u32) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_u64(self, number: u64) -> Result<Zval, Error> {
        long(number)
    }

    fn serialize_f32(self, number: f32) -> Result<Zval, Error> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<Zval, Error> {
        let mut value = Zval::new();
        value.set_double(number);
        Ok(value)
    }

    fn serialize_char(self, letter: char) -> Result<Zval, Error> {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<Zval, Error> {
        let mut value = Zval::new();
        value.set_string(text, false).map_err(|error| failed(&error))?;
        Ok(value)
    }

    fn serialize_bytes(self, _bytes: &[u8]) -> Result<Zval, Error> {
        Err(Error::custom("bytes have no place at this boundary"))
    }

    fn serialize_none(self) -> Result<Zval, Error> {
        Ok(Zval::null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Zval, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Zval, Error> {
        Ok(Zval::null())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Zval, Error> {
        Ok(Zval::null())
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Zval, Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<Zval, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Zval, Error> {
        let mut entries = ZendHashTable::new();
        entries.insert(variant, value.serialize(Self)?).map_err(|error| failed(&error))?;
        Ok(array(entries))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<List, Error> {
        Ok(List(ZendHashTable::new()))
    }

    fn serialize_tuple(self, _length: usize) -> Result<List, Error> {
        Ok(List(ZendHashTable::new()))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<List, Error> {
        Ok(List(ZendHashTable::new()))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error::custom("tuple variants have no place at this boundary"))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Named, Error> {
        Ok(Named { array: ZendHashTable::new(), key: None })
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Named, Error> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error::custom("struct variants have no place at this boundary"))
    }
}

impl List {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.0.push(value.serialize(ZvalSerializer)?).map_err(|error| failed(&error))
    }
}

impl ser::SerializeSeq for List {
    type Ok = Zval;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.add(value)
    }

    fn end(self) -> Result<Zval, Error> {
        Ok(array(self.0))
    }
}

impl ser::SerializeTuple for List {
    type Ok = Zval;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.add(value)
    }

    fn end(self) -> Result<Zval, Error> {
        Ok(array(self.0))
    }
}

impl ser::SerializeTupleStruct for List {
    type Ok = Zval;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.add(value)
    }

    fn end(self) -> Result<Zval, Error> {
        Ok(array(self.0))
    }
}

impl ser::SerializeMap for Named {
    type Ok = Zval;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let key = key.serialize(ZvalSerializer)?;
        self.key = key.string().or_else(|| key.long().map(|number| number.to_string()));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let key = self.key.take().ok_or_else(|| Error::custom("a key is a text or a number"))?;
        self.array.insert(key.as_str(), value.serialize(ZvalSerializer)?).map_err(|error| failed(&error))
    }

    fn end(self) -> Result<Zval, Error> {
        Ok(array(self.array))
    }
}

impl ser::SerializeStruct for Named {
    type Ok = Zval;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.array.insert(name, value.serialize(ZvalSerializer)?).map_err(|error| failed(&error))
    }

    fn end(self) -> Result<Zval, Error> {
        Ok(array(self.array))
    }
}
