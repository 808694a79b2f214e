//! Understands a query from its tokens. Keywords are taken in any case, as Salesforce does.

use serde_json::{Number, Value};

use super::{
    ast::{Column, Condition, Literal, Operator, Order, Query, Selection},
    lexer::{Lexer, Token},
};
use crate::salesforce::{ApiError, model::moment};

/// Conditions nested deeper than this are refused rather than recursed into.
const DEPTH_MAX: usize = 50;

/// Reads tokens with one token of lookahead.
pub(crate) struct Parser<'a> {
    lexer: Lexer<'a>,
    pub(super) token: Token,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// A parser of `source`, standing at its first token.
    pub(crate) fn new(source: &'a str) -> Result<Self, ApiError> {
        let mut lexer = Lexer::new(source);
        let (token, at) = lexer.next_token()?;
        Ok(Self {
            lexer,
            token,
            at,
            depth: 0,
        })
    }

    /// A whole query, up to the end of the text.
    pub(crate) fn query(mut self) -> Result<Query, ApiError> {
        self.expect_word("select")?;
        let selection = self.selection()?;
        self.expect_word("from")?;
        let from = self.column()?;
        let condition = self.take_word("where")?.then(|| self.condition());
        let condition = condition.transpose()?;
        let order = self.order()?;
        let limit = self.count_after("limit")?;
        let offset = self.count_after("offset")?.unwrap_or(0);
        if self.token != Token::End {
            return Err(self.unexpected());
        }
        Ok(Query {
            selection,
            from,
            condition,
            order,
            limit,
            offset,
        })
    }

    /// A condition standing alone, as `parameterizedSearch` carries it.
    pub(crate) fn lone_condition(mut self) -> Result<Condition, ApiError> {
        let condition = self.condition()?;
        if self.token != Token::End {
            return Err(self.unexpected());
        }
        Ok(condition)
    }

    fn selection(&mut self) -> Result<Selection, ApiError> {
        let first = self.column()?;
        if first.name.eq_ignore_ascii_case("count") && self.take_mark("(")? {
            self.expect_mark(")")?;
            return Ok(Selection::Count);
        }
        let mut columns = vec![first];
        while self.take_mark(",")? {
            columns.push(self.column()?);
        }
        Ok(Selection::Fields(columns))
    }

    pub(super) fn condition(&mut self) -> Result<Condition, ApiError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(ApiError::malformed_query("condition is nested too deeply"));
        }
        let first = self.term()?;
        let condition = if self.is_word("and") {
            Condition::And(self.rest_of(first, "and")?)
        } else if self.is_word("or") {
            Condition::Or(self.rest_of(first, "or")?)
        } else {
            first
        };
        self.depth -= 1;
        // SOQL has no precedence between the two: mixing them asks for parentheses.
        if self.is_word("and") || self.is_word("or") {
            return Err(self.unexpected());
        }
        Ok(condition)
    }

    fn rest_of(&mut self, first: Condition, joint: &str) -> Result<Vec<Condition>, ApiError> {
        let mut terms = vec![first];
        while self.take_word(joint)? {
            terms.push(self.term()?);
        }
        Ok(terms)
    }

    fn term(&mut self) -> Result<Condition, ApiError> {
        if self.take_mark("(")? {
            let inner = self.condition()?;
            self.expect_mark(")")?;
            return Ok(inner);
        }
        if self.take_word("not")? {
            return Ok(Condition::Not(Box::new(self.term()?)));
        }
        let column = self.column()?;
        if self.take_word("not")? {
            self.expect_word("in")?;
            let values = self.literals()?;
            return Ok(Condition::Not(Box::new(Condition::In(column, values))));
        }
        if self.take_word("in")? {
            return Ok(Condition::In(column, self.literals()?));
        }
        let operator = self.operator()?;
        Ok(Condition::Compare(column, operator, self.literal()?))
    }

    fn operator(&mut self) -> Result<Operator, ApiError> {
        let operator = match &self.token {
            Token::Mark("=") => Operator::Equal,
            Token::Mark("!=" | "<>") => Operator::NotEqual,
            Token::Mark("<") => Operator::Less,
            Token::Mark(">") => Operator::Greater,
            Token::Mark("<=") => Operator::LessOrEqual,
            Token::Mark(">=") => Operator::GreaterOrEqual,
            Token::Word(word) if word.eq_ignore_ascii_case("like") => Operator::Like,
            _ => return Err(self.unexpected()),
        };
        self.advance()?;
        Ok(operator)
    }

    fn literals(&mut self) -> Result<Vec<Literal>, ApiError> {
        self.expect_mark("(")?;
        let mut values = vec![self.literal()?];
        while self.take_mark(",")? {
            values.push(self.literal()?);
        }
        self.expect_mark(")")?;
        Ok(values)
    }

    fn literal(&mut self) -> Result<Literal, ApiError> {
        let literal = match &self.token {
            Token::Text(text) => Literal::Text(text.clone()),
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "null" => Literal::Plain(Value::Null),
                "true" => Literal::Plain(true.into()),
                "false" => Literal::Plain(false.into()),
                lower => {
                    let number = lower.parse().ok().and_then(Number::from_f64);
                    match number {
                        Some(number) => Literal::Plain(number.into()),
                        None => Literal::Moment(self.moment(word)?),
                    }
                }
            },
            _ => return Err(self.unexpected()),
        };
        self.advance()?;
        Ok(literal)
    }

    fn moment(&self, word: &str) -> Result<String, ApiError> {
        moment::read(word)
            .map(moment::show)
            .or_else(|| moment::read_date(word))
            .ok_or_else(|| self.unexpected())
    }

    pub(super) fn order(&mut self) -> Result<Vec<Order>, ApiError> {
        let mut keys = Vec::new();
        if !self.take_word("order")? {
            return Ok(keys);
        }
        self.expect_word("by")?;
        loop {
            let column = self.column()?;
            let descending = self.take_word("desc")?;
            if !descending {
                self.take_word("asc")?;
            }
            let mut nulls_last = false;
            if self.take_word("nulls")? {
                nulls_last = self.take_word("last")?;
                if !nulls_last {
                    self.expect_word("first")?;
                }
            }
            keys.push(Order {
                column,
                descending,
                nulls_last,
            });
            if !self.take_mark(",")? {
                return Ok(keys);
            }
        }
    }

    pub(super) fn count_after(&mut self, keyword: &str) -> Result<Option<usize>, ApiError> {
        if !self.take_word(keyword)? {
            return Ok(None);
        }
        let count = match &self.token {
            Token::Word(word) => word.parse().ok(),
            _ => None,
        };
        let count = count.ok_or_else(|| self.unexpected())?;
        self.advance()?;
        Ok(Some(count))
    }

    pub(super) fn column(&mut self) -> Result<Column, ApiError> {
        let Token::Word(name) = &self.token else {
            return Err(self.unexpected());
        };
        let column = Column {
            name: name.clone(),
            at: self.at,
        };
        self.advance()?;
        Ok(column)
    }

    pub(super) fn is_word(&self, keyword: &str) -> bool {
        matches!(&self.token, Token::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(super) fn take_word(&mut self, keyword: &str) -> Result<bool, ApiError> {
        let found = self.is_word(keyword);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    pub(super) fn expect_word(&mut self, keyword: &str) -> Result<(), ApiError> {
        if self.take_word(keyword)? {
            return Ok(());
        }
        Err(self.unexpected())
    }

    pub(super) fn take_mark(&mut self, mark: &str) -> Result<bool, ApiError> {
        let found = matches!(&self.token, Token::Mark(found) if *found == mark);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    pub(super) fn expect_mark(&mut self, mark: &str) -> Result<(), ApiError> {
        if self.take_mark(mark)? {
            return Ok(());
        }
        Err(self.unexpected())
    }

    pub(super) fn advance(&mut self) -> Result<(), ApiError> {
        (self.token, self.at) = self.lexer.next_token()?;
        Ok(())
    }

    pub(super) fn unexpected(&self) -> ApiError {
        ApiError::malformed_query(format!("unexpected token: {}", self.token.shown()))
    }
}
