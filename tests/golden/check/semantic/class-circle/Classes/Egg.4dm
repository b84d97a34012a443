Class extends Hen
